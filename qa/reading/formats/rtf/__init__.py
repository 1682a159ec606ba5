"""The reader of rich text (RTF), part by part."""
