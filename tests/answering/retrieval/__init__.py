"""Tests of answering, retrieval."""
