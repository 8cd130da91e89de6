"""Pages of prose: Markdown files, one for each language, whose examples are queries and commands that run."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
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


class Renderer(RendererHTML):
    """HTML in which a query can be opened in the workbench, and a wide table or program scrolls by itself."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A program or a query; `env` has the path before the pages and what the link to the workbench says."""
        token = tokens[idx]
        shown = f'<pre tabindex="0"><code>{escape(token.content)}</code></pre>\n'
        if token.info.strip() != "sparql":
            return shown
        link = f"{env['root']}/sparql#{urlencode({'query': token.content}, quote_via=quote)}"
        return f'{shown}<p class="run"><a href="{escape(link)}">{escape(env["run"])}</a></p>\n'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A table within what scrolls."""
        return f'<div class="scroll" role="region" aria-label="{escape(env["table"])}" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The end of both."""
        return "</table></div>\n"


@lru_cache(maxsize=64)
def prose(room: str, file: str, base: str, root: str, run: str, table: str) -> Prose:
    """A file of Markdown of a room of this package; `run` and `table` are what links and tables are called."""
    text = (files("genoderm.api") / room / file).read_text("utf-8").replace(BASE, base).replace(ROOT, root)
    reader = MarkdownIt("commonmark", {"html": False}, renderer_cls=Renderer).enable("table")
    tokens = reader.parse(text)
    titles = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"]
    title = tokens[titles[0] + 1].content
    sections = _anchored(tokens)
    body = reader.renderer.render(tokens[titles[0] + 3 :], reader.options, {"root": root, "run": run, "table": table})
    return Prose(title, sections, Markup(body))  # noqa: S704 - our own text, in which the reader leaves no HTML


def _anchored(tokens: Sequence[Token]) -> Mapping[str, str]:
    """The headings of the second level by their anchors, which this gives them."""
    sections: dict[str, str] = {}
    for token, inside in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open" and token.tag == "h2":
            sections[anchor(inside.content)] = inside.content
            token.attrSet("id", anchor(inside.content))
    return sections


def anchor(heading: str) -> str:
    """`Où l’expertise manque` as `ou-l-expertise-manque`."""
    bare = unicodedata.normalize("NFKD", heading.casefold())
    return "-".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in bare if not unicodedata.combining(sign))))
