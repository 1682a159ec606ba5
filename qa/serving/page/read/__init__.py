"""The Read view."""
