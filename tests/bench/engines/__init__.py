"""The API over an engine that holds much."""
