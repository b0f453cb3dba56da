"""pyplots-sync keeps the pyplots database true to its catalogue of plots."""
