"""Pages that are pictures → their words, each with how sure the reading of it is."""
