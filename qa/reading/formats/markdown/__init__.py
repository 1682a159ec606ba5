"""Markdown as people write it: CommonMark, and what generators of pages, GitHub and note takers add to it."""
