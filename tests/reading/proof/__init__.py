"""Proof of a quotation on the pages of its original."""
