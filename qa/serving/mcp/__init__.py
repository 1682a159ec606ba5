"""The MCP server: the same answers for programs in which a language model chooses what to call."""

PATH = "/mcp"
"""Where it is spoken over HTTP."""
