"""Tests of answering, question."""
