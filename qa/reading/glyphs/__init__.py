"""Where the characters of a text stand on the pages of its file."""
