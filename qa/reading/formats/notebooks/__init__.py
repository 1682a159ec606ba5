"""The reader of notebooks (Jupyter)."""
