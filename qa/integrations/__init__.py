"""Parts for programs built with LangChain, LlamaIndex or Haystack; each needs its extra."""
