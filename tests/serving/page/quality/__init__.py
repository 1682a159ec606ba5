"""Tests of serving, page, quality."""
