"""Signs of danger in a question, and what the articles say about getting help."""
