"""What a visitor may ask of the care look-up, and what they wrote as the finder takes it.

Everything is in the address, so that a search can be shared: `/?q=ORPHA:79361&place=Lyon&within=100`.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from genoderm.api.collections.asked import PLACE, CentresAsked, Countries, Many, Text
from genoderm.api.collections.choosing import asking
from genoderm.api.languages import PAGES
from genoderm.api.pages.texts import LOCALES
from genoderm.ontology.terms import DEFAULT_BASE, Iris

RADII = (50, 100, 250, 500, 1000)  # kilometres to choose from
RADIUS = 250  # where nothing was chosen: a day's journey there and back
SHOWN = 20  # centres of a page
CODED = re.compile(r".*\((?P<code>[A-Za-z][\w.]*:[\w.-]+)\)\s*")  # what a suggestion leaves in the field: name (code)
SIGN = re.compile(r"\s*HP[:_](?P<digits>\d{7})\s*", re.IGNORECASE)
POINT = re.compile(PLACE)
FILTERS = ("country", "evidence", "network", "specialty", "age_group", "kind", "language", "status")


class LookUp(BaseModel):
    """The parameters of the front page; empty ones, as a form sends them, are none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[Text, Field(description="a disease by a name or any code of it, or a sign of HPO's")] = None
    place: Annotated[Text, Field(description="a town, a country, or latitude,longitude")] = None
    within: Annotated[int | None, Field(gt=0, le=20_040, description="kilometres; 0 for any distance")] = None
    sort: Literal["distance"] | None = None
    country: Countries = ()
    evidence: Many = ()
    network: Many = ()
    specialty: Many = ()
    age_group: Many = ()
    kind: Many = ()
    language: Many = ()
    status: Many = ()
    scope: Annotated[Literal["network"] | None, Field(description="ask all nodes of the network")] = None
    fresh: Annotated[Literal["true"] | None, Field(description="ask them anew")] = None
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    lang: Literal["en", "fr"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, told: object) -> object:
        if not isinstance(told, Mapping):
            return told
        return {name: value for name, value in told.items() if value not in ("", [""])}

    @model_validator(mode="after")
    def _of_words_that_there_are(self) -> Self:
        asking(self._filtered({}), PAGES[0]).text(Iris(DEFAULT_BASE))  # of what is told without a disease too
        return self

    @property
    def text(self) -> str:
        """What to look for: of a suggestion its code."""
        text = (self.q or "").strip()
        coded = CODED.fullmatch(text)
        return coded["code"] if coded else text

    @property
    def sign(self) -> str | None:
        """The sign's term of HPO, if one was written."""
        told = SIGN.fullmatch(self.text)
        return f"HP:{told['digits']}" if told else None

    @property
    def land(self) -> str | None:
        """The code of the country that was written as the place."""
        return countries().get(plain(self.place or ""))

    @property
    def radius(self) -> int | None:
        """Kilometres around the place; None for any distance."""
        return self.within if self.within else RADIUS

    def centres(self) -> CentresAsked:
        """The question for the finder."""
        window = {"disease": self.text, "offset": self.offset, "limit": SHOWN}
        whom = {"scope": self.scope, "fresh": self.fresh is not None} if self.scope else {}
        return self._filtered(self._around() | window | whom)

    def _filtered(self, further: Mapping[str, object]) -> CentresAsked:
        return CentresAsked.model_validate({**{name: getattr(self, name) for name in FILTERS}, **further})

    def _around(self) -> dict[str, object]:
        place = (self.place or "").strip()
        if not place:
            return {}
        if self.land:
            return {"country": (*self.country, self.land)}
        named = {"near": place} if POINT.fullmatch(place) else {"place": place}
        return named | {"within": self.radius, "sort": self.sort}


@cache
def countries() -> Mapping[str, str]:
    """The codes of countries by their names in the languages of the pages, written plainly, and by themselves."""
    known = {
        plain(str(name)): code
        for locale in LOCALES.values()
        for code, name in locale.territories.items()
        if re.fullmatch(r"[A-Z]{2}", code)
    }
    codes = {code.casefold(): code for code in known.values()}
    return codes | known | {"uk": "GB", "usa": "US"}


def plain(name: str) -> str:
    """A name in small letters without accents and signs, so that `cote d'ivoire` is Côte d’Ivoire."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(sign for sign in bare if not unicodedata.combining(sign))))
