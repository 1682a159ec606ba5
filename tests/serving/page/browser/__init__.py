"""Tests of serving, page, browser."""
