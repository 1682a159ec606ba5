"""An answer that a language model writes from the passages found, each sentence held to what it cites."""
