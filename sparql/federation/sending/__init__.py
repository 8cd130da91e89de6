"""What goes to the endpoints of a block, in which order and batches, and what comes of it."""
