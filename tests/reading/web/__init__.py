"""Tests of reading, web."""
