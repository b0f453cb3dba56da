"""A variant that says its version in its name."""
