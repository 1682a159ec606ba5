"""The reader of presentations (PowerPoint), part by part."""
