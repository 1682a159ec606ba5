"""The light pages."""
