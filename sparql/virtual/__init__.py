"""Services that a query calls and this endpoint answers itself: text search, and what is nearby."""
