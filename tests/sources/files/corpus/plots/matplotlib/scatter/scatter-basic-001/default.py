"""A plot.

Python: 3.11+
"""
