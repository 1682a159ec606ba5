"""Tests of answering, warnings."""
