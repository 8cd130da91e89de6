"""`/catalog`: what this deployment publishes, in DCAT 3, https://www.w3.org/TR/vocab-dcat-3/."""

from genoderm.api.catalogue.routes import router

__all__ = ["router"]
