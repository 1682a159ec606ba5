"""Tests of serving, page, beside."""
