"""The section `[store]` of the settings: the engine that releases are put on, and asked of, if not the embedded one."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from genoderm.graph.federation_settings import ENCRYPTED, URL
from genoderm.graph.setting_values import Folder, Seconds

Kind = Literal["embedded", "oxigraph", "fuseki", "virtuoso", "sparql"]
FIRST = "first"


def _url(value: str) -> str:
    try:
        host = urlsplit(value).port != 0 and urlsplit(value).hostname
    except ValueError:  # such as a port that is no number
        host = None
    if value and (not URL.fullmatch(value) or not host):
        raise ValueError("expected an address such as http://127.0.0.1:7878/query, without user and password")
    return value


Url = Annotated[str, AfterValidator(_url)]


class Server(BaseModel):
    """The addresses of one engine (SPARQL 1.1 Protocol; Graph Store HTTP Protocol), and who we are to it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(default=FIRST, pattern=r"^[a-z0-9-]+$", description="a slug, by which faults and the log name it")
    query: Url = Field(default="", description="the address of its queries")
    update: Url = Field(
        default="", description="the address of its updates; of a replica: empty where the engine copies by itself"
    )
    graph_store: Url = Field(default="", description="the address of its Graph Store Protocol")
    credentials: str = Field(
        default="",
        pattern=r"^\w*$",
        description="name of the environment variable that holds `user:password`, or a whole `Authorization` value",
    )
    ca: Folder | None = Field(default=None, description="file of the certificate authorities to trust for it")

    @property
    def writable(self) -> bool:
        """Whether releases are put on it by us."""
        return bool(self.update)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if bool(self.update) is not bool(self.graph_store):
            raise ValueError(f"{self.name} has one of update and graph_store, expected both, or for a replica neither")
        if self.ca is not None and not self.ca.is_file():
            raise ValueError(f"ca of {self.name} is {self.ca}, expected a file of certificates (PEM)")
        return self

    @model_validator(mode="after")
    def _secret(self) -> Self:
        open_ = (url for url in (self.query, self.update, self.graph_store) if not url.startswith(f"{ENCRYPTED}:"))
        if self.credentials and any(url and not _is_near(url) for url in open_):
            raise ValueError(f"credentials would go to {self.name} unencrypted, expected addresses that begin https:")
        return self


class Replica(Server):
    """A `[[store.replicas]]` entry: another engine with the same release."""

    name: str = Field(pattern=r"^[a-z0-9-]+$", description="a slug, by which faults and the log name it")
    query: Annotated[str, AfterValidator(_url)] = Field(min_length=1, description="the address of its queries")


class StoreSettings(Server):
    """Where releases are asked: in this process's own stores, or on an engine and its replicas."""

    kind: Kind = Field(
        default="embedded", description="`embedded`, `oxigraph`, `fuseki`, `virtuoso`, or `sparql`: any other engine"
    )
    timeout: Seconds = Field(default=3600, description="seconds that one request of `publish` may take")
    replicas: tuple[Replica, ...] = Field(
        default=(), description="engines with the same release, among which reads are spread"
    )

    @property
    def remote(self) -> bool:
        """Whether it is an engine of its own."""
        return self.kind != "embedded"

    def servers(self) -> Iterator[Server]:
        """All of them, the first one first."""
        yield self
        yield from self.replicas

    @model_validator(mode="after")
    def _whole(self) -> Self:
        told = self.query, self.update, self.replicas
        if not self.remote and any(told):
            raise ValueError("kind is embedded, which has no addresses; expected kind to name the engine behind them")
        if self.remote and not all(told[:2]):
            raise ValueError(f"kind is {self.kind}, expected query, update and graph_store: its addresses")
        names = [server.name for server in self.servers()]
        if double := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"the name {double} stands twice, expected each engine once")
        return self


def _is_near(url: str) -> bool:
    """Whether it stays on this machine or in a private network, told by address."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"
