"""All loaders, in the order in which they are asked about a file: the most particular content first."""

from collections.abc import Sequence
from typing import Any

from genoderm.loaders import orphanet_packets, vocabulary
from genoderm.loaders.source import Loader

LOADERS: Sequence[Loader[Any]] = (
    orphanet_packets.LOADER,
    vocabulary.LOADER,
)


def loader_named(name: str) -> Loader[Any]:
    """The loader whose source goes by this name."""
    return next(loader for loader in LOADERS if loader.source.name == name)
