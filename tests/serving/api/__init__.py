"""Tests of serving, api."""
