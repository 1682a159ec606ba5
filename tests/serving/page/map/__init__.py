"""Tests of serving, page, map."""
