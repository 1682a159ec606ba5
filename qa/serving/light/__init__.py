"""The answers and articles of the page as plain HTML: one request, no script, for phones, paper and links."""
