"""From a question to the sentences that answer it, or to the finding that none does."""
