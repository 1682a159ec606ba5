"""Tests of serving, monitoring."""
