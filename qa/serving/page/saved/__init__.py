"""The Saved view: answers that a visitor keeps in the browser, and what became of them."""
