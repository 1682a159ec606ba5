"""A question → its words, names, spellings and language."""
