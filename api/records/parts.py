"""What records are made of. Texts are in the language that was asked for; dates are as precise as their source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Another thing: `id` is what addresses and parameters take, `href` its page here.

    `name_language` is told where the name is in another language than was asked for: "" if nobody said in which.
    """

    iri: str
    id: str
    name: str
    href: str | None = None
    code: str | None = None
    name_language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Named):
    """Another thing as lists show it, with what tells it from its like."""

    kind: str | None = None
    countries: tuple[str, ...] = ()  # ISO 3166-1
    city: str | None = None
    year: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(Named):
    """Another thing, and the sources that say so: ids of `sources`."""

    stated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in a language, None if nobody said in which."""

    name: str
    language: str | None = None
    preferred: bool = False
    stated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code in another system.

    `precision` is told of the code, seen from the thing: `exact` means the same, `broad` more, `narrow` less; `close`
    and `related` come near it; `not-told` is a plain cross-reference.
    """

    system: str
    code: str
    iri: str
    precision: str
    stated_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a statement rests on: the kind of publication, its address, and the date that it speaks of."""

    kind: str | None = None
    label: str | None = None
    source: str | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is; `coordinates_from` is the register that the degrees were taken from: ror or geonames."""

    city: str | None = None
    countries: tuple[Named, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    coordinates_from: str | None = None
    geonames: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A named graph of the release, which holds what one source says."""

    id: str
    iri: str
    href: str
    title: str
    publisher: str
    version: str | None = None
    licence: str | None = None
    homepage: str | None = None
    attribution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The release that a record was made from."""

    id: str
    created: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record tells."""

    kind: str
    iri: str
    id: str
    name: str
    href: str
    name_language: str | None = None
    names: tuple[Name, ...] = ()
    codes: tuple[Code, ...] = ()
    websites: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    evidence: Evidence | None = None
    sources: tuple[Source, ...] = ()
    release: Edition
