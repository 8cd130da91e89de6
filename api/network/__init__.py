"""The finder asked of all nodes of the network at once, and what they know merged."""
