"""Tests of serving, page, saved."""
