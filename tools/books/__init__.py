"""The books (QuickBooks); each change there is a card first (hard stop H5)."""
