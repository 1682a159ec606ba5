"""The source beside the answer."""
