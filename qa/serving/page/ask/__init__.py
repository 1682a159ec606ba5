"""The Ask view."""
