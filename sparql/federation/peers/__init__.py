"""Those that this server asks, endpoints and other nodes: how they are reached, bounded, watched and read."""
