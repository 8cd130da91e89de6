"""What a client sends: batches of queries, and requests for data; read strictly, refused with what is right."""

import json
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from genoderm.api.search.asked import encodable
from genoderm.ontology.errors import BadInput, GenodermError

BATCH, MOST = 200, 1_000  # queries of a batch: as the manifest asks for, and as are answered
FEW, MANY = 5, 50  # candidates of a query
IDS = 1_000  # entities of one request for data

Text = Annotated[str, AfterValidator(encodable)]


class TooMany(GenodermError):
    """A batch that is longer than this service answers."""

    status = 413


class Reference(BaseModel):
    """A value that is an entity itself."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Text
    name: Text = ""


Value = Text | int | float | bool | Reference


class Hint(BaseModel):
    """What the entity is known to have."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    pid: Text
    v: Value | list[Value]

    @property
    def values(self) -> list[Value]:
        """The values, one or more."""
        return self.v if isinstance(self.v, list) else [self.v]


class Asked(BaseModel):
    """One query."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Text | None = None
    type: Text | list[Text] | None = None
    limit: Annotated[int, Field(ge=0)] = 0
    properties: list[Hint] = []
    type_strict: Literal["any", "should", "all"] | None = None

    @property
    def types(self) -> list[str]:
        """The ids of types, if it names any."""
        return [self.type] if isinstance(self.type, str) else self.type or []

    @property
    def wanted(self) -> int:
        """How many candidates; 0, which some clients send, says nothing."""
        return min(self.limit or FEW, MANY)


class Wanted(BaseModel):
    """A property that is asked for, with its settings, which OpenRefine sends as texts."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Text
    settings: dict[Text, Text | int | float | bool] = {}


class Extension(BaseModel):
    """Which properties of which entities."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ids: Annotated[list[Text], Field(max_length=IDS)]
    properties: Annotated[list[Wanted], Field(max_length=50)]


BATCHES = TypeAdapter(dict[Text, Asked])
EXTENSIONS = TypeAdapter(Extension)
Read = TypeVar("Read")


def read_batch(text: str) -> Mapping[str, Asked]:
    """The queries of a batch by their keys; BadInput, or TooMany."""
    batch = _read(BATCHES, "queries", text)
    if len(batch) > MOST:
        raise TooMany(f"the batch has {len(batch):,} queries, expected at most {MOST:,}; {BATCH} at a time do well")
    for key, asked in batch.items():
        if asked.query is None and not asked.properties:
            raise BadInput(f"queries.{key} has neither a query nor properties, expected one of them")
    return batch


def read_extension(text: str) -> Extension:
    """What is to be told of which entities; BadInput."""
    return _read(EXTENSIONS, "extend", text)


def _read(adapter: TypeAdapter[Read], name: str, text: str) -> Read:
    try:
        return adapter.validate_python(json.loads(text))
    except ValidationError as fault:
        raise BadInput("; ".join(f"{name}.{_place(one['loc'])}: {one['msg']}" for one in fault.errors()[:3])) from fault
    except (ValueError, RecursionError) as fault:
        raise BadInput(f"{name} is no JSON: {fault}") from fault


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(map(str, path))
