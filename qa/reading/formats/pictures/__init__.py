"""Pictures of text → document."""
