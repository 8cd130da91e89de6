"""Graph: the store, its releases, and what is derived and checked on the way."""
