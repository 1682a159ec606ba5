"""Tests of serving, cli."""
