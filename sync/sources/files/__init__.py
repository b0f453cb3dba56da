"""The files: which there are, what they say, and the catalogue that they ask for."""
