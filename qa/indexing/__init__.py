"""From articles to a published generation: passages, vectors, postings and the store."""
