"""Tests of reading, glyphs."""
