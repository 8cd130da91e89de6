"""The section `[federation]` of the settings: which endpoints and nodes may be asked, and how much."""

import re
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from genoderm.graph.setting_values import Folder, Networks, Seconds, Size

URL = re.compile(r"https?://[^\s<>\"{}|\\^`@#]+")
ENCRYPTED = "https"
DAY = 86_400  # seconds
HERE = "here"  # what answers of several nodes call the one that was asked


def _url(value: str) -> str:
    try:
        host = urlsplit(value).hostname
    except ValueError:  # such as a port that is no number
        host = None
    if not URL.fullmatch(value) or not host:
        raise ValueError("expected the address of a SPARQL endpoint such as https://example.org/sparql, without user")
    return value


def _node(value: str) -> str:
    if "?" in value:
        raise ValueError("expected the address of a node such as https://example.org/genoderm, without parameters")
    return value.rstrip("/")


class Listed(BaseModel):
    """Who may be asked: where, how it is reached, how much it gets and gives."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z0-9-]+$", description="a slug, by which pages and the log name it")
    url: Annotated[str, AfterValidator(_url)] = Field(description="its address")
    timeout: Seconds = Field(default=30, description="seconds that one request may take")
    bytes: Size = Field(default=64 << 20, ge=1, description="bytes that one answer may have, once unpacked")
    requests: int = Field(default=4, ge=1, le=64, description="how many requests it gets at once")
    credentials: str = Field(
        default="",
        pattern=r"^\w*$",
        description="name of the environment variable that holds `user:password`, or a whole `Authorization` value",
    )
    ca: Folder | None = Field(default=None, description="file of the certificate authorities to trust for it")
    address: Networks = Field(
        default=(), description="private addresses and networks at which it may be found; others are refused"
    )

    @model_validator(mode="after")
    def _authorities(self) -> Self:
        if self.ca is not None and not self.ca.is_file():
            raise ValueError(f"ca of {self.name} is {self.ca}, expected a file of certificates (PEM)")
        return self

    @model_validator(mode="after")
    def _secret(self) -> Self:
        if self.credentials and not self.url.startswith(f"{ENCRYPTED}:"):
            raise ValueError(f"credentials would go to {self.name} unencrypted, expected a url that begins with https:")
        return self


class ListedEndpoint(Listed):
    """A `[[federation.endpoints]]` entry: one endpoint that a SERVICE may ask."""

    url: Annotated[str, AfterValidator(_url)] = Field(description="its address, as queries write it after SERVICE")
    rows: int = Field(default=100_000, ge=1, description="rows that it may send for one query")
    cuts_at: int | None = Field(
        default=None, ge=1, description="rows at which it is known to cut its answers, if it does not say so itself"
    )


class ListedPeer(Listed):
    """A `[[federation.peers]]` entry: another node of the network, asked where `scope=network`."""

    url: Annotated[str, AfterValidator(_url), AfterValidator(_node)] = Field(
        description="the address of its first page, such as https://example.org/genoderm"
    )
    timeout: Seconds = Field(default=10, description="seconds that one request may take")
    bytes: Size = Field(default=8 << 20, ge=1, description="bytes that one answer may have, once unpacked")
    rows: int = Field(default=5_000, ge=1, description="centres that it may send for one question")
    release_bytes: Size = Field(
        default=1 << 30, ge=1, description="bytes that its release may have, compressed, for `genoderm pull`"
    )

    @model_validator(mode="after")
    def _another(self) -> Self:
        if self.name == HERE:
            raise ValueError(f"name of a peer is {HERE}, which is what answers call this node; expected another")
        return self


class Federation(BaseModel):
    """What queries may ask of other endpoints, without endpoints nothing; and which other nodes there are."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    endpoints: tuple[ListedEndpoint, ...] = Field(default=(), description="the endpoints that may be asked")
    timeout: Seconds = Field(default=60, description="seconds that all requests of one query may take together")
    rows: int = Field(default=200_000, ge=1, description="rows that one query may fetch")
    bytes: Size = Field(default=256 << 20, ge=1, description="bytes that one query may fetch")
    requests: int = Field(default=8, ge=1, le=256, description="how many requests one query may have running at once")
    bindings: int = Field(
        default=10_000, ge=1, description="how many bindings are sent out to narrow a block; beyond, it is asked whole"
    )
    peers: tuple[ListedPeer, ...] = Field(default=(), description="the other nodes of the network")
    deadline: Seconds = Field(default=5, description="seconds after which an answer of the network waits for no node")

    answers_bytes: Size = Field(
        default=32 << 20, ge=0, description="bytes of answers of nodes that each process keeps; 0 keeps none"
    )
    answers_fresh: float = Field(
        default=60, ge=0, le=DAY, description="seconds for which what a node said is used in place of asking it again"
    )
    answers_kept: float = Field(
        default=7 * DAY, ge=0, le=366 * DAY, description="seconds for which it is used where the node does not answer"
    )

    @model_validator(mode="after")
    def _once(self) -> Self:
        for kind, listed in (("endpoints", self.endpoints), ("peers", self.peers)):
            _refuse_twice(kind, "name", [one.name for one in listed])
            _refuse_twice(kind, "url", [one.url for one in listed])
        return self


def _refuse_twice(kind: str, what: str, values: list[str]) -> None:
    if double := next((value for value in values if values.count(value) > 1), None):
        raise ValueError(f"{kind} have the {what} {double} twice, expected each once")
