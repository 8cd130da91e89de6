"""The reconciliation service (Reconciliation API 0.2): names of others' tables, and the things here that they mean.

https://reconciliation-api.github.io/specs/0.2/, as OpenRefine and other clients use it.
"""

from genoderm.api.reconciliation.routes import router

__all__ = ["router"]
