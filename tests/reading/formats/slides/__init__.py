"""Tests of reading, formats."""
