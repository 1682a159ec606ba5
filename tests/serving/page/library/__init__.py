"""Tests of serving, page, library."""
