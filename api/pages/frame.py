"""What every page may ask of the request that it answers: texts, addresses, numbers and dates in its language."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from babel.dates import format_timedelta
from babel.numbers import format_decimal, format_percent
from fastapi import Request
from markupsafe import Markup

from genoderm.api.addresses import address
from genoderm.api.collections.things import Thing
from genoderm.api.pages.assets import Script, icon, script, style
from genoderm.api.pages.days import day
from genoderm.api.pages.texts import LOCALES, NAMES, counted, of_the_script, text
from genoderm.api.proxies import public_base
from genoderm.graph.manifest import Manifest
from genoderm.ontology.terms import Iris

LANG = "lang"  # the query parameter that chooses the language; links hand it on, so that it stays chosen
OTHER = {"en": "fr", "fr": "en"}
Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One request, as the templates see it.

    `base` is the address of the server as its client knows it, without a slash at its end; `path` and `query` are of
    this page, without what a proxy put before them. `release` is None before there is one.
    """

    language: str
    base: str
    path: str
    query: Query
    release: Manifest | None

    @property
    def root(self) -> str:
        """The path under which a proxy shows this server; "" without one."""
        return urlsplit(self.base).path

    def names(self) -> Mapping[str, object]:
        """What a template calls what is here."""
        given = {"frame": self, "release": self.release, **self._tongues(), **self._files(), **self._places()}
        return given | {
            "t": self.text,
            "n": self.counted,
            "span": self.span,
            "number": self.number,
            "km": self.kilometres,
            "day": self.day,
            "country": self.country,
            "tongue": self.tongue,
        }

    def _tongues(self) -> Mapping[str, object]:
        other = OTHER[self.language]
        return {"lang": self.language, "other": other, "other_name": NAMES[other]}

    def _files(self) -> Mapping[str, object]:
        return {
            "style": self.asset(style().name),
            "icon": self.asset(icon().name),
            "script": self.script(),
            "script_texts": of_the_script(self.language),
        }

    def _places(self) -> Mapping[str, object]:
        addresses = {"base": self.base, "canonical": f"{self.base}{self.path}", "root": self.root, "host": host}
        return addresses | {"link": self.link, "here": self.here, "thing": self.thing, "page_of": self.page_of}

    def text(self, name: str, /, **values: object) -> Markup:
        """A text in the language of the page."""
        return text(self.language, name, **values)

    def counted(self, name: str, number: float, /, **values: object) -> Markup:
        """The wording for this number, which is its value {number}."""
        return counted(self.language, name, number, number=self.number(number), **values)

    def link(self, path: str, /, **query: object) -> str:
        """The address of a page of ours; a language that was chosen stays chosen, and None is left out."""
        chosen = dict(self.query).get(LANG)
        given = {name: value for name, value in query.items() if value is not None}
        pairs = ({LANG: chosen} if chosen else {}) | given
        return self.root + path + (f"?{urlencode(pairs, doseq=True, quote_via=quote)}" if pairs else "")

    def here(self, **changes: object) -> str:
        """The address of this page with some parameters changed; None takes one away, a list repeats it."""
        pairs = [(name, value) for name, value in self.query if name not in changes]
        for name, value in changes.items():
            values = value if isinstance(value, list | tuple) else [value]
            pairs += [(name, str(one)) for one in values if one is not None]
        return self.root + self.path + (f"?{urlencode(pairs, quote_via=quote)}" if pairs else "")

    def thing(self, iri: str) -> str:
        """Where to read about a thing: its page here if it has one, else its own IRI."""
        path = address(iri, Iris(self.release.base)) if self.release else None
        return self.link(path) if path else iri

    def page_of(self, thing: Thing) -> str:
        """Where to read about a thing that was found: its page here, that at another node, else its own IRI."""
        return self.link(thing.path) if thing.path else thing.elsewhere or thing.iri

    def asset(self, name: str) -> str:
        """The address of a file that the pages need."""
        return f"{self.root}/assets/{name}"

    def script(self) -> Script | None:
        """The built script and its style, as addresses; None where nothing was built."""
        found = script()
        return found and Script(*(f"{self.root}/sparql/assets/{name}" for name in (found.module, found.style)))

    def number(self, value: float) -> str:
        """1,234.5 as the language writes it."""
        return str(format_decimal(value, locale=LOCALES[self.language]))

    def percent(self, share: float) -> str:
        """0.125 as 13% or 13 %."""
        return str(format_percent(share, locale=LOCALES[self.language]))

    def kilometres(self, value: float) -> Markup:
        """A distance, without decimals from ten on: a place is known no better than its town."""
        return self.text("frame.km", number=self.number(round(value, 1) if value < 10 else round(value)))

    def span(self, seconds: float) -> str:
        """A time as people tell it: 3 minutes, 2 days."""
        return str(format_timedelta(round(seconds), locale=LOCALES[self.language]))

    def day(self, told: str) -> str:
        """A year, a month or a day as the source tells it."""
        return day(told, self.language)

    def country(self, code: str) -> str:
        """The name of a country of ISO 3166-1; the code itself if nobody knows it."""
        return str(LOCALES[self.language].territories.get(code, code))

    def tongue(self, tag: str) -> str:
        """The name of a language of BCP 47; the tag itself if nobody knows it."""
        known: Mapping[str, str] = LOCALES[self.language].languages
        return known.get(tag) or known.get(tag.partition("-")[0]) or tag


def framed(request: Request, language: str) -> Frame:
    """What a template is told of this request."""
    state = request.app.state
    return Frame(
        language,
        public_base(request.scope, state.settings),
        request.url.path,
        tuple(request.query_params.multi_items()),
        state.pool.manifest if state.pool.ready else None,
    )


def host(url: str) -> str:
    """Whose address it is, for who reads it: `www.` tells nothing."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
