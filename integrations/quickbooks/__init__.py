"""QuickBooks Online: the books, behind the ports `BooksReader` and `BooksWriter` (docs/quickbooks.md)."""
