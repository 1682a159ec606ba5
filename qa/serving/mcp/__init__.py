"""The MCP server: the same answers for programs in which a language model chooses what to call."""
