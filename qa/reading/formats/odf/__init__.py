"""Parts of the reader of OpenDocument texts."""
