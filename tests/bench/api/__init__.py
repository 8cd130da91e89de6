"""`make bench-api`: the API under load, beside RAMOSE."""
