"""The section `[federation]` of the settings: which other SPARQL endpoints a query may ask by SERVICE, and how much."""

import re
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from genoderm.graph.setting_values import Folder, Networks, Seconds, Size

URL = re.compile(r"https?://[^\s<>\"{}|\\^`@#]+")
ENCRYPTED = "https"


def _url(value: str) -> str:
    try:
        host = urlsplit(value).hostname
    except ValueError:  # such as a port that is no number
        host = None
    if not URL.fullmatch(value) or not host:
        raise ValueError("expected the address of a SPARQL endpoint such as https://example.org/sparql, without user")
    return value


class ListedEndpoint(BaseModel):
    """A `[[federation.endpoints]]` entry: one endpoint that a SERVICE may ask."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z0-9-]+$", description="a slug, by which pages and the log name it")
    url: Annotated[str, AfterValidator(_url)] = Field(description="its address, as queries write it after SERVICE")
    timeout: Seconds = Field(default=30, description="seconds that one request may take")
    rows: int = Field(default=100_000, ge=1, description="rows that it may send for one query")
    bytes: Size = Field(default=64 << 20, ge=1, description="bytes that one answer may have, once unpacked")
    requests: int = Field(default=4, ge=1, le=64, description="how many requests it gets at once")
    cuts_at: int | None = Field(
        default=None, ge=1, description="rows at which it is known to cut its answers, if it does not say so itself"
    )
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


class Federation(BaseModel):
    """What queries may ask of other endpoints; without endpoints, nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    endpoints: tuple[ListedEndpoint, ...] = Field(default=(), description="the endpoints that may be asked")
    timeout: Seconds = Field(default=60, description="seconds that all requests of one query may take together")
    rows: int = Field(default=200_000, ge=1, description="rows that one query may fetch")
    bytes: Size = Field(default=256 << 20, ge=1, description="bytes that one query may fetch")
    requests: int = Field(default=8, ge=1, le=256, description="how many requests one query may have running at once")
    bindings: int = Field(
        default=10_000, ge=1, description="how many bindings are sent out to narrow a block; beyond, it is asked whole"
    )

    @model_validator(mode="after")
    def _once(self) -> Self:
        told = {"name": [one.name for one in self.endpoints], "url": [one.url for one in self.endpoints]}
        for kind, values in told.items():
            if double := next((value for value in values if values.count(value) > 1), None):
                raise ValueError(f"endpoints have the {kind} {double} twice, expected each once")
        return self
