"""Times and peak memory: `make bench`."""
