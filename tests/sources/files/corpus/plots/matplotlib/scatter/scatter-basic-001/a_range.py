#!/usr/bin/env python
# -*- coding: utf-8 -*-
("A docstring "
 "\nPython:  3.10-3.12 ")
