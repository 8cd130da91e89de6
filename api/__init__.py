"""Api: HTTP, thin."""
