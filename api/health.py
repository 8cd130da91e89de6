"""Is it up, and with which release: what a monitor asks."""

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from genoderm.api.problems import no_parameters
from genoderm.api.serving import Current

router = APIRouter(dependencies=[Depends(no_parameters)])


class Health(BaseModel):
    """What is being served."""

    release: str
    created: str
    triples: int
    graphs: int


@router.get("/health")
def health(current: Current) -> Health:
    """The release that answers now; 404 while there is none."""
    manifest = current.manifest
    return Health(release=manifest.id, created=manifest.created, triples=manifest.triples, graphs=len(manifest.graphs))
