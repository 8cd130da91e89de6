"""A path, and what FastAPI does not know of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """What a path answers to GET: media types ((): as FastAPI has them), faults, whether with a tag of its content.

    `sees` is whether it may lead to another address instead.
    """

    name: str
    tag: str
    media_types: tuple[str, ...] = ()
    faults: tuple[int, ...] = ()
    tagged: bool = False
    summary: str = ""
    sees: bool = False
