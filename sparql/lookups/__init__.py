"""Queries that are known to take less than a moment, whatever they find, and are answered where they arrive."""
