"""Without a spec."""
