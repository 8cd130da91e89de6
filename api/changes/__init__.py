"""What came, went and was renamed from release to release, as feeds."""

from genoderm.api.changes.routes import router

__all__ = ["router"]
