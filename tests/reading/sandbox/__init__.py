"""Tests of reading, sandbox."""
