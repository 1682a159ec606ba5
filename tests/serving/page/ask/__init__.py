"""Tests of serving, page, ask."""
