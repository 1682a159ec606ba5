"""Looks for what is missing or wrong on this machine, and says the next step."""
