"""Proof of a quotation: its original is read anew where it stands, and drawn with its words marked."""
