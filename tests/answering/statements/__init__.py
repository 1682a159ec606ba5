"""Tests of answering, statements."""
