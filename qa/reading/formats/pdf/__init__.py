"""PDF → document."""
