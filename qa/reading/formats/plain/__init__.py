"""Plain text: its headings, lists, tables and wrapped lines, the head of a mail and the licence of a book."""
