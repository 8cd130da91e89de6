"""Everything about one thing: as a typed record, as JSON, JSON-LD and CSV, and as a page."""
