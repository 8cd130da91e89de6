"""Mappings between code systems: whose they are, and each set of them as SSSOM."""

from genoderm.api.mappings.routes import router

__all__ = ["router"]
