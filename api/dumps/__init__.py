"""Dated dumps of each release to download: all of it as N-Quads, each graph as Turtle, with checksums."""
