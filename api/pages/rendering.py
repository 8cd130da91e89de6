"""Pages in HTML: a template, the values that it asks for, and what all pages share.

A template is named by its room and its file: `pages/care.html` is api/pages/templates/care.html. It extends
`pages/layout.html`, and is given everything that `Frame` has under the same name, such as `t("care.title")`.
"""

from functools import cache
from importlib.resources import files

from fastapi import Request, Response
from jinja2 import Environment, FunctionLoader, StrictUndefined

from genoderm.api.keeping import KEPT
from genoderm.api.pages.frame import Frame, framed

HTML = "text/html"
VARY = {"Vary": "Accept, Accept-Language"}


def render(request: Request, template: str, language: str, **values: object) -> bytes:
    """The page in this language; what is not in `values` and not in Frame is a fault, and no empty place."""
    frame = framed(request, language)
    return environment().get_template(template).render({**frame.names(), **values}).encode()


def kept(page: bytes, language: str) -> Response:
    """A page that is the same for all who ask for it in this language, until there is a new release."""
    headers = KEPT | VARY | {"Content-Language": language}
    return Response(page, media_type=HTML, headers=headers)


@cache
def environment() -> Environment:
    """All templates; what is put into them is escaped."""
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(_source),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["Frame"] = Frame
    return made


def _source(name: str) -> str:
    room, _, file = name.partition("/")
    return (files("genoderm.api") / room / "templates" / file).read_text("utf-8")
