"""The Quality view."""
