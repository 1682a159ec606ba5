"""For those who watch the server: whether it runs and can answer, and its figures."""
