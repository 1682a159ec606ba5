"""Parsers in killable processes."""
