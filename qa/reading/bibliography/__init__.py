"""Bibliographies: what a reference manager knows of files, such as who wrote them, and when."""
