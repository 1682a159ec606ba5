"""Tests of reading, quantities."""
