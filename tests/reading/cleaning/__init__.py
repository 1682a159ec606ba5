"""Tests of reading, cleaning."""
