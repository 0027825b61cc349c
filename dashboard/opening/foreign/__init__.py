"""Formats that libraries read: workbooks, map files, Parquet, in a process of their own."""
