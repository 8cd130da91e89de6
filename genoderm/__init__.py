"""Genoderm: a linked-data knowledge graph of expertise on genodermatoses and rare skin disorders."""

from importlib.metadata import version

__version__ = version("genoderm")
