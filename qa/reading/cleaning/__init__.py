"""What a file brought along that is not its article, and damaged characters."""
