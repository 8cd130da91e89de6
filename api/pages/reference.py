"""`/api/docs`: the description of the API in OpenAPI, as a page that needs nothing from elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from genoderm.api.languages import language
from genoderm.api.openapi import described
from genoderm.api.pages.about import Asked
from genoderm.api.pages.rendering import kept, render

METHODS = ("get", "post", "put", "patch", "delete")  # HEAD is as GET, and is told once
MOST = 60  # words that are listed: of codes of countries their title is enough
READER = MarkdownIt("commonmark", {"html": False})
Document = Mapping[str, Any]

router = APIRouter(prefix="/api/docs")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a client may give: where (path, query, header), of what type, whether it must, examples."""

    name: str
    place: str
    type: str
    required: bool
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a status means, and in which media types it comes."""

    status: str
    description: str
    media_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path."""

    anchor: str
    method: str
    path: str
    summary: str
    description: Markup
    parameters: tuple[Parameter, ...]
    body: tuple[str, ...]
    answers: tuple[Answered, ...]


@router.head("", include_in_schema=False)
@router.get("", response_class=Response)
def reference(asked: Annotated[Asked, Query()], request: Request) -> Response:
    """All operations, by their tags."""
    app: FastAPI = request.app
    document = described(app, app.state.settings)
    spoken = language(request, asked.lang)
    values = {"tags": operations(document), "words": _prose(document["info"]["description"])}
    return kept(render(request, "pages/reference.html", spoken, **values), spoken)


def operations(document: Document) -> Mapping[str, Sequence[Operation]]:
    """The operations of a description, by the tag that each has, in the order of the paths."""
    tags: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                tag = (item[method].get("tags") or ["Other"])[0]
                tags.setdefault(tag, []).append(_operation(path, method, item[method], document))
    return tags


def _operation(path: str, method: str, told: Document, document: Document) -> Operation:
    return Operation(
        anchor=told.get("operationId", f"{method}-{path}"),
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        description=_prose(told.get("description", "")),
        parameters=tuple(_parameters(told, document)),
        body=tuple(told.get("requestBody", {}).get("content", ())),
        answers=tuple(_answers(told, document)),
    )


def _parameters(told: Document, document: Document) -> Iterator[Parameter]:
    for given in told.get("parameters", []):
        one = _resolved(given, document)
        schema = _resolved(one.get("schema", {}), document)
        yield Parameter(
            name=one["name"],
            place=one["in"],
            type=_type(schema, document),
            required=one.get("required", False),
            description=one.get("description") or schema.get("description", ""),
            example=_example(one, schema),
        )


def _answers(told: Document, document: Document) -> Iterator[Answered]:
    for status, given in told.get("responses", {}).items():
        one = _resolved(given, document)
        yield Answered(status, one.get("description", ""), tuple(one.get("content", ())))


def _type(schema: Document, document: Document) -> str:
    """A type in few words: `integer`, `list of string`, `"csv" or "json"`."""
    schema = _resolved(schema, document)
    if "enum" in schema and len(schema["enum"]) > MOST:
        return str(schema.get("title") or schema["type"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        kinds = (_type(one, document) for one in schema["anyOf"])
        return " | ".join(filter(None, dict.fromkeys(kinds)))
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}), document)} …"
    return str(schema.get("format") or schema.get("type") or "")


def _example(one: Document, schema: Document) -> str:
    named = next((told.get("value") for told in one.get("examples", {}).values()), None)
    example = one.get("example", named if named is not None else next(iter(schema.get("examples", [])), ""))
    return ", ".join(map(str, example)) if isinstance(example, list) else str(example)


def _resolved(told: Document, document: Document) -> Document:
    """What a reference within the document stands for."""
    while "$ref" in told:
        found: Any = document
        for step in told["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        told = found
    return told


def _prose(text: str) -> Markup:
    return Markup(READER.render(text))  # noqa: S704 - our own text, in which the reader leaves no HTML
