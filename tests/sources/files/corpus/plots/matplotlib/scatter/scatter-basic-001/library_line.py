"""pyplots.ai
scatter-basic-001: Basic 2D Scatter Plot
Library: matplotlib 3.10.0 | Python 3.13.1
Quality: 92/100 | Created: 2025-12-14
"""
