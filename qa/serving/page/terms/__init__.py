"""Terms that the articles define, marked on first use, with that definition."""
