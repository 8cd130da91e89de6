"""Queries that ask other endpoints, beside others that can."""
