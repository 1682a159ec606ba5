"""Text → vectors; a question and passages → scores."""
