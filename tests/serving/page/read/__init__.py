"""Tests of serving, page, read."""
