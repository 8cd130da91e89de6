"""One table of settings: its name, what it is by default, what it means.

Read from `genoderm.toml` (in the working folder, or the file that GENODERM_CONFIG names) and from the environment
(`GENODERM_HOME`, `GENODERM_BASE`, …), which wins. A key that is not in the table is refused with the nearest that is.
"""

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from genoderm.graph.shelf import SHELF
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import DEFAULT_BASE

PREFIX = "GENODERM_"
IRI_BEGINNING = r"^https?://[^\s<>\"{}|\\^`]+[/#]$"
ELSEWHERE = {"GENODERM_CONFIG"}  # says where the table is, so it cannot stand in it


def _absolute(value: object) -> object:
    return Path(value).expanduser().absolute() if isinstance(value, (str, Path)) else value


Folder = Annotated[Path, BeforeValidator(_absolute)]


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

    model_config = ConfigDict(extra="forbid", frozen=True)

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
    processes: int = Field(default=2, ge=1, description="how many processes map sources during a build")
    clinical_terminologies: bool = Field(
        default=False, description="load SNOMED CT and MedDRA identifiers (their licences bind the user; never labels)"
    )
    rml_python: str = Field(default="", description="a Python that has morph-kgc, for `[[sources]] mapping`")
    sources: tuple[NamedSource, ...] = Field(default=(), description="sources named one by one")


def settings(**given: Any) -> Settings:
    """The settings in force: `given` (from the command line) over the environment over `genoderm.toml`."""
    table = _from_file() | _from_environment() | {key: value for key, value in given.items() if value is not None}
    try:
        return Settings(**table)
    except ValidationError as fault:
        first = fault.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"setting {name} is {first['input']!r}: {first['msg'].lower()}") from fault


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
