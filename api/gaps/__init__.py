"""Expertise gaps: diseases, countries and regions that nobody, or hardly anybody, is known to be expert in."""
