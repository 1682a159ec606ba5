"""Tests of serving, living."""
