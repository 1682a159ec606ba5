"""Tests of indexing, builds."""
