"""Pages of prose: Markdown files, one for each language, whose examples are queries and commands that run."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from urllib.parse import quote, urlencode

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

BASE = "{base}"  # in a text: the address of the server, as its reader knows it
ROOT = "{root}"  # and the path before its pages


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as HTML: its title, its sections by their anchors, and all below the title."""

    title: str
    sections: Mapping[str, str]
    body: Markup


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a text is read: the address of the server, the path before its pages, what links and tables are called."""

    base: str
    root: str
    run: str
    table: str


class Renderer(RendererHTML):
    """HTML in which a query can be opened in the workbench."""

    def fence(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,  # noqa: ARG002
        env: EnvType,
    ) -> str:
        """A program or a query; `env` is of the setting."""
        token = tokens[idx]
        shown = f'<pre tabindex="0"><code>{escape(token.content)}</code></pre>\n'
        if token.info.strip() != "sparql":
            return shown
        link = f"{env['root']}/sparql#{urlencode({'query': token.content}, quote_via=quote)}"
        return f'{shown}<p class="run"><a href="{escape(link)}">{escape(env["run"])}</a></p>\n'


@lru_cache(maxsize=64)
def prose(room: str, file: str, setting: Setting) -> Prose:
    """A file of Markdown of a room of this package."""
    text = (files("genoderm.api") / room / file).read_text("utf-8")
    text = text.replace(BASE, setting.base).replace(ROOT, setting.root)
    reader = MarkdownIt("commonmark", {"html": False}, renderer_cls=Renderer).enable("table")
    tokens = reader.parse(text)
    heading = next(at for at, token in enumerate(tokens) if token.tag == "h1")
    sections = _anchored(tokens)
    body = reader.renderer.render(tokens[heading + 3 :], reader.options, {"root": setting.root, "run": setting.run})
    return Prose(tokens[heading + 1].content, sections, Markup(_scrolling(body, setting.table)))  # noqa: S704 - our text


def _scrolling(body: str, name: str) -> str:
    """With every table within what scrolls: a telephone is narrower than most."""
    region = f'<div class="scroll" role="region" aria-label="{escape(name)}" tabindex="0"><table>'
    return body.replace("<table>", region).replace("</table>", "</table></div>")


def _anchored(tokens: Sequence[Token]) -> Mapping[str, str]:
    """The headings of the second level by their anchors, which this gives them."""
    sections: dict[str, str] = {}
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            sections[anchor(inside.content)] = inside.content
            token.attrSet("id", anchor(inside.content))
    return sections


def anchor(heading: str) -> str:
    """`Où l’expertise manque` as `ou-l-expertise-manque`."""
    bare = unicodedata.normalize("NFKD", heading.casefold())
    return "-".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in bare if not unicodedata.combining(sign))))
