"""Terms that the articles define, in the articles' own words."""
