"""The readers of tables: workbooks (Excel) and files of separated values, and how rows are told."""
