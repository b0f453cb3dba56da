"""Python: 3.12.1"""
def (
