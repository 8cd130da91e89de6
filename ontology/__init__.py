"""Ontology: what the words mean."""
