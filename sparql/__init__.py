"""Sparql: questions and their answers."""
