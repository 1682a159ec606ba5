"""A question → passages, best first."""
