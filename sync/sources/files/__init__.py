"""The files: which there are, what they say, and the catalogue that they ask for."""

from sync.sources.files.gather import Gathered, gather
from sync.sources.files.git import CheckoutError
from sync.sources.files.tree import Tree, list_tree

__all__ = ["CheckoutError", "Gathered", "Tree", "gather", "list_tree"]
