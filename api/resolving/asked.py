"""What a client asks the resolver: codes, in which system bare ones are, how precise a mapping must be."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from genoderm.api.resolving.precision import Precision
from genoderm.api.resolving.systems import called, systems
from genoderm.ontology.errors import BadInput, shown

MOST = 10_000  # codes of one request
FEW = 100  # of them in an address
TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"  # RFC 5646, as far as names of diseases have languages
OTHER_NAMES = {"not told": "not-told", "nottold": "not-told", "xref": "not-told"}


def _parted(told: object) -> object:
    """One word, or several, each perhaps with commas, as several without repeats."""
    words = told.split(",") if isinstance(told, str) else told
    if not isinstance(words, list | tuple):
        return words
    parts = (part.strip().lower() for word in words for part in str(word).split(","))
    return tuple(dict.fromkeys(OTHER_NAMES.get(part, part) for part in parts if part))


def _known(told: str | None) -> str | None:
    if told is not None and not called(told):
        raise ValueError(f"expected the name of a code system, such as {', '.join(systems())}")
    return told


Wish = Annotated[
    tuple[Precision, ...],
    BeforeValidator(_parted),
    Field(max_length=len(Precision), description="only mappings as precise as this; several are alternatives"),
]
System = Annotated[
    str | None,
    AfterValidator(_known),
    Field(
        description="the system that codes without a prefix are of, however it is called",
        examples=["OMIM"],
        json_schema_extra={"enum": [*systems()]},
    ),
]
Language = Annotated[
    str | None, Field(pattern=TAG, description="the language of names; else by Accept-Language", examples=["fr"])
]
Codes = Annotated[
    tuple[str, ...],
    Field(max_length=MOST, description="in any spelling", examples=[["ORPHA:79361", "OMIM 226600"]]),
]


class Asked(BaseModel):
    """How codes are to be resolved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    precision: Wish = ()
    system: System = None
    lang: Language = None
    format: Annotated[Literal["json", "jsonld", "csv"] | None, Field(description="instead of Accept")] = None


class AskedOfFew(Asked):
    """How codes are to be resolved, and which: as many as an address can well hold."""

    code: Annotated[
        tuple[str, ...],
        Field(min_length=1, max_length=FEW, description="in any spelling; repeated", examples=[["ORPHA:79361"]]),
    ]


class AskedOfBatch(BaseModel):
    """The body of a batch, as an object; a list of codes stands for one with no further wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: Codes
    precision: Wish = ()
    system: System = None
    lang: Language = None


def context(system: str | None) -> tuple[str, ...]:
    """The prefixes of the systems that a name means; none where none is given."""
    return called(system) if system else ()


def batch_of(content: bytes, media_type: str) -> AskedOfBatch:
    """The body of a request: a JSON list, a JSON object, or lines of plain text. BadInput says what is wrong."""
    try:
        if media_type == "text/plain":
            lines = (line.strip() for line in content.decode("utf-8-sig").splitlines())
            return AskedOfBatch(codes=tuple(line for line in lines if line))
        if content.lstrip()[:1] == b"[":
            content = b'{"codes":' + content + b"}"
        return AskedOfBatch.model_validate_json(content)
    except UnicodeDecodeError as fault:
        raise BadInput(f"the body is not UTF-8: byte {fault.start}") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the body"
        raise BadInput(f"{place}: {first['msg']}; got {shown(str(first['input']))}") from fault
