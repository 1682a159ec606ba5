"""Passages → what answers: sentences, what is said by several, what differs, citations."""
