"""Search as you type, over everything that has a name."""

from genoderm.api.search.routes import router

__all__ = ["router"]
