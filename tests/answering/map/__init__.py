"""Tests of answering, map."""
