"""A text that somebody else wrote → each of its sentences, held to the articles."""
