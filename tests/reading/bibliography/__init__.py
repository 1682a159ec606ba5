"""Tests of reading, bibliography."""
