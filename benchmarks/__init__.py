"""Measures the job against the usual ways of writing it, and against the floor."""
