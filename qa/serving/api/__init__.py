"""The API: what the page shows, for programs, beside the page in the same server."""
