"""Python: three"""
