"""pyplots.ai
heatmap-new: A Heatmap
Library: matplotlib 3.10.0 | Python 3.13.11
"""
