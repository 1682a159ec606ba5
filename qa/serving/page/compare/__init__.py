"""Articles side by side on a question."""
