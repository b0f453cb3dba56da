# a comment
r'''Python: all'''
