"""A web page as its readers see it: what is shown, what opens at a click, and what of it is the article."""
