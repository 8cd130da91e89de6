"""Loaders: sources in, statements out."""
