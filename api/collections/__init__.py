"""Lists of things: what a client may ask of each collection, what it gets, and how that is written."""
