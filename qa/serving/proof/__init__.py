"""Proof cards: a quotation with its place and its page in one file, which anybody can check."""
