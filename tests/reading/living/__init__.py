"""Tests of reading, living."""
