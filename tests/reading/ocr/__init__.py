"""Tests of reading, OCR."""
