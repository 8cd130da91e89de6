"""Mappings between code systems: whose they are, and each set of them as SSSOM."""
