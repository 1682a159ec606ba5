"""A text that somebody else wrote, held to the articles."""
