"""What a client asks of a record: the language of its names, its fields, its format."""

import re
from typing import Annotated, Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from genoderm.api.languages import PAGES

Format = Literal["json", "jsonld", "csv"]
TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"  # BCP 47, as far as names in the graph are told apart by it
MEDIA_TYPES: dict[Format, str] = {"json": "application/json", "jsonld": "application/ld+json", "csv": "text/csv"}


class RecordAsked(BaseModel):
    """The parameters of a record."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Annotated[str | None, Field(pattern=TAG, description="the language of names", examples=["fr"])] = None
    fields: Annotated[
        str | None,
        Field(pattern=r"^\w+(,\w+)*$", max_length=500, description="the fields wanted", examples=["name,codes"]),
    ] = None
    format: Annotated[Format | None, Field(description="instead of Accept")] = None

    @property
    def chosen(self) -> frozenset[str]:
        """The fields wanted; empty if all are."""
        return frozenset(self.fields.split(",")) if self.fields else frozenset()


def language_asked(request: Request, lang: str | None) -> str:
    """The language that `lang` names, else the first of Accept-Language: the graph has more than the pages do."""
    if lang:
        return re.split("[-_]", lang)[0].lower()
    accepted = parse_accept_header(", ".join(request.headers.getlist("accept-language")), LanguageAccept)
    tags = (re.split("[-_]", tag)[0].lower() for tag, quality in accepted if quality > 0)
    return next((tag for tag in tags if tag.isalpha() and 2 <= len(tag) <= 3), PAGES[0])
