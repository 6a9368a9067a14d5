"""Reports as pages: self-contained HTML that needs no network and runs nothing."""
