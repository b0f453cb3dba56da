"""The database: where it is, what is in it, how it is read and written."""
