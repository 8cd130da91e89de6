"""What a search may be asked."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from genoderm.api.search.kinds import BY_NAME
from genoderm.graph.text_index_phrase import LETTERS
from genoderm.ontology.errors import shown

FEW, MOST = 3, 50  # things of a kind; the query has the first as its own
TAG = r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"


def _parted(told: object) -> object:
    """One text, or several, each perhaps with commas."""
    texts = [told] if isinstance(told, str) else told
    if not isinstance(texts, list | tuple):
        return texts
    return tuple(dict.fromkeys(word.strip() for text in texts for word in str(text).split(",") if word.strip()))


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in BY_NAME:
            raise ValueError(f"{shown(name)} is no kind, expected some of {', '.join(BY_NAME)}")
    return names


def encodable(text: str) -> str:
    """The text, if it can be written at all: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise ValueError("the text has half of a surrogate pair in it, expected Unicode") from fault
    return text


class Asked(BaseModel):
    """A search."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[
        str,
        AfterValidator(encodable),
        Field(
            max_length=LETTERS, description="what is typed so far: a name, a code, in any language", examples=["epid"]
        ),
    ]
    kind: Annotated[
        tuple[str, ...],
        BeforeValidator(_parted),
        AfterValidator(_known),
        Field(description=f"only things of these kinds: {', '.join(BY_NAME)}", examples=[["disease", "centre"]]),
    ] = ()
    limit: Annotated[int, Field(ge=1, le=MOST, description="things of each kind")] = FEW
    lang: Annotated[str | None, Field(pattern=TAG, description="the language of names", examples=["fr"])] = None
    label_lang: Annotated[
        str | None, Field(pattern=TAG, description="look at labels in this language only", examples=["de"])
    ] = None
