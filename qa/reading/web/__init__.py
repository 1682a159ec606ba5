"""Pages fetched from the web."""
