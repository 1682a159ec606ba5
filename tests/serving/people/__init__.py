"""Tests of serving, people."""
