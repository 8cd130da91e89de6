"""Requests as queries and updates: SPARQL 1.1 Protocol, 2.1 and 2.2, and HTTP's QUERY, which SPARQL 1.2 may take up.

    BadInput          400   anything else
    NoSuchMethod      405   with the methods that there are
    UnsupportedMedia  415   a body of another type or character set

Functions of the request alone: what its text says is for the engine to judge, beside what decides between requests.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from genoderm.ontology.errors import LONG, BadInput, GenodermError, shown
from genoderm.sparql.evaluation import WHOLE, Dataset
from genoderm.sparql.formats import named_format
from genoderm.sparql.parameters import QUERIES, UPDATES, Parameters
from genoderm.sparql.reading import glance, read
from genoderm.sparql.tokens import unescape

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
IN_ADDRESS = {"GET", "HEAD"}
IN_BODY = {"POST", "QUERY"}
QUERY_METHODS = "GET, HEAD, POST, QUERY, OPTIONS"
UPDATE_METHODS = "POST, OPTIONS"
CHARSETS = {"", "utf-8", "utf8", "us-ascii"}  # UTF-8, and what is a part of it
EXPLAINED = "federation"  # what can be explained of a query
LOCAL, NETWORK = SCOPES = ("local", "network")  # whom a query asks: this node, or all nodes at once
LONGEST_WAIT = 60  # seconds, after which proxies have given up
MAX_PARAMETERS = 1000  # a dataset of more graphs is better asked with FROM
SECONDS = re.compile(r"(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)  # JSON has exponents


class NoSuchMethod(GenodermError):
    """Neither a query nor an update comes by this method."""

    status = 405

    def __init__(self, told: str, allow: str) -> None:
        """Say what came, and by which methods it can come."""
        super().__init__(told)
        self.allow = allow


class UnsupportedMedia(GenodermError):
    """The body is of a type, or in a character set, that is not read here."""

    status = 415


class Request(NamedTuple):
    """What decides of an HTTP request: `target` is the query string, its bytes as Latin-1; `content_type` may be ""."""

    method: str
    target: str
    content_type: str = ""
    body: bytes = b""


class Query(NamedTuple):
    """A query, its codepoint escapes resolved; `timeout` in seconds; `media_type` is set where `?format=` names one.

    `explain` has the answer tell what others were asked, instead of the rows; `scope` is one of SCOPES, and `deadline`
    the seconds after which a query over the network waits for no node.
    """

    text: str
    dataset: Dataset
    timeout: float | None = None
    media_type: str | None = None
    explain: bool = False
    scope: str = LOCAL
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """An update, its codepoint escapes resolved; the dataset is that of its `using-graph-uri`s."""

    text: str
    dataset: Dataset


def read_query(request: Request) -> Query | None:
    """The query that a request asks; None if it is a GET or HEAD that asks nothing.

    NotAcceptable if `?format=` names a format that cannot hold the answer.
    """
    if request.method not in IN_ADDRESS | IN_BODY:
        raise NoSuchMethod(f"no query comes by {request.method}, expected one of {QUERY_METHODS}", QUERY_METHODS)
    sent = Parameters(_pairs(request, QUERY, "query"), QUERIES)
    if not sent and request.method in IN_ADDRESS:
        return None
    text = unescape(_text(sent, "query"))
    if len(sent) == 1:
        return Query(text, WHOLE)
    dataset = Dataset(sent.graphs("default-graph-uri"), sent.graphs("named-graph-uri"))
    media_type, timeout = _media_type(sent, text), _seconds(sent, "timeout")
    return Query(text, dataset, timeout, media_type, _explain(sent), _scope(sent), _deadline(sent))


def read_update(request: Request) -> Update:
    """The update that a request asks for."""
    if request.method != "POST":
        raise NoSuchMethod(f"no update comes by {request.method}, expected POST", UPDATE_METHODS)
    sent = Parameters(_pairs(request, UPDATE, "update"), UPDATES)
    text = unescape(_text(sent, "update"))
    dataset = Dataset(sent.graphs("using-graph-uri"), sent.graphs("using-named-graph-uri"))
    if len(sent) > 1 and read(text).dataset:  # SPARQL 1.1 Protocol, 2.2.3
        raise BadInput("the update names its dataset with USING or WITH, so the request must not name another")
    return Update(text, dataset)


def _text(sent: Parameters, name: str) -> str:
    text = sent.one(name)
    if text is None:
        raise BadInput(f"no {name} was sent, expected one, as the parameter {name!r} or as the body")
    return text


def _seconds(sent: Parameters, name: str) -> float | None:
    told = sent.one(name)
    if told is None:
        return None
    if not SECONDS.fullmatch(told) or not 0 < float(told) < float("inf"):
        raise BadInput(f"{name} is {shown(told)}, expected a number of seconds such as 30")
    return float(told)


def _scope(sent: Parameters) -> str:
    told = sent.one("scope")
    if told not in {None, *SCOPES}:
        raise BadInput(f"scope is {shown(told or '')}, expected {' or '.join(SCOPES)}")
    return told or LOCAL


def _deadline(sent: Parameters) -> float | None:
    seconds = _seconds(sent, "deadline")
    if seconds is not None and seconds > LONGEST_WAIT:
        raise BadInput(f"deadline is {seconds:g} seconds, expected at most {LONGEST_WAIT}")
    return seconds


def _explain(sent: Parameters) -> bool:
    told = sent.one("explain")
    if told not in {None, EXPLAINED}:
        raise BadInput(f"explain is {shown(told or '')}, expected {EXPLAINED}")
    return told is not None


def _media_type(sent: Parameters, text: str) -> str | None:
    """A client that sends `format`, be it twice, and `output` sends Accept as well, which says more: SPARQLWrapper."""
    if "format" in sent and "output" in sent:
        return None
    name = sent.one("format") or sent.one("output")
    form = glance(text).form if name is not None else None
    return named_format(name, form) if name is not None and form is not None else None


def _pairs(request: Request, direct: str, name: str) -> list[tuple[str, str]]:
    """All parameters, wherever they stand; a body of the direct type is the parameter `name`."""
    pairs = _decoded_pairs(request.target.encode("latin-1"), "the address")
    if request.method in IN_ADDRESS:
        return pairs
    type_, charset = _content_type(request.content_type)
    if charset not in CHARSETS:
        raise UnsupportedMedia(f"the body is in {charset[:LONG]}, expected UTF-8")
    if type_ == direct:
        return [*pairs, (name, _decoded(request.body, "the body"))]
    if type_ == FORM:
        return [*pairs, *_decoded_pairs(request.body, "the body")]
    raise UnsupportedMedia(f"the body is {type_[:LONG] or 'of no type'}, expected {direct} or {FORM}")


@lru_cache(maxsize=64)
def _content_type(header: str) -> tuple[str, str]:
    """The media type and the character set, in small letters (RFC 9110, 8.3.1)."""
    type_, options = parse_options_header(header)
    return type_.strip().lower(), options.get("charset", "").strip().lower()


def _decoded_pairs(content: bytes, where: str) -> list[tuple[str, str]]:
    text = _decoded(content, where)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError as fault:
        raise BadInput(f"{where} is not UTF-8: {fault}") from fault
    except ValueError as fault:
        raise BadInput(f"{where} has more than {MAX_PARAMETERS} parameters") from fault


def _decoded(content: bytes, where: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        raise BadInput(f"{where} is not UTF-8: {fault}") from fault
