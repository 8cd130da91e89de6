"""One table of settings: its name, what it is by default, what it means.

Read from `genoderm.toml` (in the working folder, or the file that GENODERM_CONFIG names) and from the environment
(`GENODERM_HOME`, `GENODERM_BASE`, …), which wins. A key that is not in the table is refused with the nearest that is.
"""

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from genoderm.graph.federation_settings import Federation
from genoderm.graph.setting_values import (
    LOOPBACK,
    Folder,
    Networks,
    Origins,
    PublicUrl,
    Readers,
    Seconds,
    Size,
    Token,
    default_workers,
)
from genoderm.graph.shelf import SHELF
from genoderm.graph.store_settings import StoreSettings
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import DEFAULT_BASE

PREFIX = "GENODERM_"
IRI_BEGINNING = r"^https?://[^\s<>\"{}|\\^`]+[/#]$"
ELSEWHERE = {"GENODERM_CONFIG"}  # says where the table is, so it cannot stand in it
SECRET = {"token"}  # said to be wrong, never shown
ADDRESSES = (".url", ".query", ".update", ".graph_store")


class NamedSource(BaseModel):
    """A `[[sources]]` entry: one file or folder, and what it is where its content does not tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Folder = Field(description="the file or folder")
    name: str = Field(
        default="",
        pattern=r"^[a-z0-9-]*$",
        description="a slug: the graph of a partner's tables becomes `directory-<name>`",
    )
    title: str = Field(default="", description="what a reader of an answer will see as its source")
    licence: str = Field(default="", description="IRI of the licence of a partner's tables")
    homepage: str = Field(default="", description="where the tables are published")
    mapping: Folder | None = Field(default=None, description="an RML or YARRRML mapping for this file")


class Settings(BaseModel):
    """All that an operator can set."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    home: Folder = Field(
        default_factory=lambda: user_data_path("genoderm", appauthor=False), description="the folder of the releases"
    )
    shelf: Folder = Field(
        default=SHELF, description="releases that came with the environment, which a new home takes in"
    )
    base: str = Field(
        default=DEFAULT_BASE,
        pattern=IRI_BEGINNING,
        description="IRI that our own things begin with",
    )
    host: str = Field(default="127.0.0.1", description="the address that `serve` listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="the port that `serve` listens on")
    public_url: PublicUrl = Field(
        default="",
        description="the address that clients see, such as `https://example.org/genoderm`; empty: as they asked",
    )
    trusted_proxies: Networks = Field(
        default=(), description="addresses and networks whose `Forwarded` and `X-Forwarded-*` headers are believed"
    )
    workers: int = Field(
        default_factory=default_workers, ge=1, le=256, description="how many queries are answered at once"
    )
    worker_memory: int = Field(
        default=2048, ge=64, description="MB that a query may take, beside what the release takes"
    )
    memory_limit_quads: int = Field(
        default=20_000_000, ge=0, description="releases of up to so many quads are held in memory, others on disk"
    )
    timeout: Seconds = Field(default=30, description="seconds that a query may take, if it does not ask for others")
    max_timeout: Seconds = Field(default=120, description="seconds that a query may ask for")
    queue: int = Field(default=64, ge=0, description="how many queries may wait for a worker")
    per_client: int = Field(
        default=8, ge=1, description="how many queries of one client run at once; eight times as many wait"
    )
    cache_bytes: Size = Field(default=256 << 20, ge=0, description="bytes of answers that are kept; 0 keeps none")
    max_body: Size = Field(ge=1, default=1 << 20, description="bytes of a request, but for a graph that is sent")
    max_upload: Size = Field(ge=1, default=64 << 20, description="bytes of a graph that is sent to `/graphs`")
    grace: int = Field(default=10, ge=0, description="seconds that running answers have when the server is stopped")
    read_only: bool = Field(default=False, description="refuse all writes, whoever asks")
    token: Token | None = Field(default=None, description="the token of those who may write (secret)")
    tokens: Folder | None = Field(default=None, description="a file of named tokens, as salted hashes")
    write_timeout: Seconds = Field(
        default=300, description="seconds that a write may take, the making of its release included"
    )
    write_memory: int = Field(default=4096, ge=512, description="MB that a write may take")
    kept_writes: int = Field(
        default=10,
        ge=1,
        description="how many releases made by writes are kept for roll back; those of builds stay until `prune`",
    )
    cors: Origins = Field(default=("*",), description="origins whose pages may read answers")
    metrics: Readers = Field(
        default=LOOPBACK,
        description="addresses and networks that may read `/metrics`, beside the trusted proxies; or `all`, or `none`",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="how log lines look; auto: text at a terminal, else JSON"
    )
    log_requests: bool = Field(default=True, description="log a line for each request")
    log_queries: bool = Field(default=False, description="log the text of queries, not only their hash")
    log_clients: bool = Field(default=False, description="log the addresses of clients")
    processes: int = Field(default=2, ge=1, description="how many processes map sources during a build")
    clinical_terminologies: bool = Field(
        default=False, description="load SNOMED CT and MedDRA identifiers (their licences bind the user; never labels)"
    )
    shipped_directory: bool = Field(
        default=True, description="load the directory that ships; false: a node speaks for its own tables alone"
    )
    rml_python: str = Field(default="", description="a Python that has morph-kgc, for `[[sources]] mapping`")
    federation: Federation = Field(default=Federation(), description="which other endpoints a SERVICE may ask")
    store: StoreSettings = Field(default=StoreSettings(), description="the engine behind the API")
    sources: tuple[NamedSource, ...] = Field(default=(), description="sources named one by one")

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.timeout > self.max_timeout:
            raise ValueError(
                f"timeout is {self.timeout:g}, expected at most max_timeout, which is {self.max_timeout:g}"
            )
        return self


def settings(**given: Any) -> Settings:
    """The settings in force: `given` (from the command line) over the environment over `genoderm.toml`."""
    table = _from_file() | _from_environment() | {key: value for key, value in given.items() if value is not None}
    try:
        return Settings(**table)
    except ValidationError as fault:
        raise BadInput(_told(fault)) from fault


def _told(fault: ValidationError) -> str:
    first = fault.errors(include_url=False, include_context=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    wrong = first["msg"].removeprefix("Value error, ")
    if not name:  # two settings that do not go together: the reason names them
        return f"setting {wrong}"
    secret = name in SECRET or name.endswith(ADDRESSES)  # in which somebody may have written a password
    found = "not what it should be" if secret else repr(first["input"])
    return f"setting {name} is {found}: {wrong[:1].lower()}{wrong[1:]}"


def _from_file() -> dict[str, Any]:
    chosen = os.environ.get("GENODERM_CONFIG", "")
    file = Path(chosen or "genoderm.toml")
    if not chosen and not file.is_file():
        return {}
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInput(f"{file} is no TOML: {fault}") from fault
    except OSError as fault:
        raise BadInput(f"{file}, the file of settings, cannot be read: {fault}") from fault
    for key in table:
        _known(key, str(file))
    return table


def _from_environment() -> dict[str, str]:
    """What is set there; an empty value is as good as none."""
    given = {key: value for key, value in os.environ.items() if value and key.startswith(PREFIX)}
    found = {key: value for key, value in given.items() if key not in ELSEWHERE}
    for key in found:
        _known(key.removeprefix(PREFIX).lower(), "the environment")
    return {key.removeprefix(PREFIX).lower(): value for key, value in found.items()}


def _known(key: str, where: str) -> None:
    if key in Settings.model_fields:
        return
    near = get_close_matches(key, Settings.model_fields, n=1, cutoff=0)
    raise BadInput(f"{where} sets {key}, which is no setting; the nearest is {near[0]}")
