"""The sample articles that come with the program, for a first look."""
