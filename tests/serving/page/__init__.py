"""Tests of serving, page."""
