"""Proof cards: what they hold, and how they are checked."""
