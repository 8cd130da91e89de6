"""How an endpoint takes bindings."""

from enum import StrEnum


class Form(StrEnum):
    """How bindings go out."""

    VALUES = "values"
    FILTER = "filter"
    WHOLE = "whole"
