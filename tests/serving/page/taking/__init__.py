"""Tests of serving, page, taking."""
