"""Takes away what has outlived its use, a file a kind."""
