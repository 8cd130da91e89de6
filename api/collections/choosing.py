"""From what is asked of a collection to the query that chooses its things."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from genoderm.api.collections.asked import Asked
from genoderm.api.collections.words import CLASSES
from genoderm.api.queries import Asking
from genoderm.loaders.directory import vocabulary
from genoderm.loaders.directory.vocabulary import Vocabulary
from genoderm.ontology.errors import BadInput, shown
from genoderm.ontology.values import ORPHA

PAGING = {"sort", "fields", "offset", "limit", "lang", "format", "place", "scope", "deadline", "fresh"}
RENAMED = {"age_group": "age", "as_of": "until"}  # `asOf` is what the queries call the date of a statement
IN_LANGUAGES = {"diseases", "groups", "specialties", "needs"}  # whose things have names in several languages
ORDERS: Mapping[str, str] = {
    "-name": "reverse",
    "relevance": "relevance",
    "distance": "distance",
    "country": "country_order",
    "code": "code_order",
    "-code": "code_reverse",
    "order": "group_order",
    "-centres": "centres_order",
    "-year": "newest",
    "year": "oldest",
}
# The parameters that take a word of one of our schemes; a word of another's table is an id with a point in it.
SCHEMES: Mapping[str, Vocabulary] = {
    "age": vocabulary.AGE_GROUP,
    "evidence": vocabulary.EVIDENCE,
    "need": vocabulary.NEED,
    "region": vocabulary.REGION,
    "role": vocabulary.ROLE,
    "specialty": vocabulary.SPECIALTY,
}
KINDS: Mapping[str, Vocabulary] = {"centres": vocabulary.CENTRE_KIND, "networks": vocabulary.NETWORK_KIND}
ROR = re.compile(r"(?:https://ror\.org/|ROR:)(0[a-z0-9]{8})", re.IGNORECASE)
WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/entity/|WIKIDATA:|wd:)?(Q\d+)", re.IGNORECASE)


def asking(asked: Asked, language: str) -> Asking:
    """The query, the values that it is given, and its parts; BadInput names what is wrong and what would be right."""
    told = asked.model_dump(exclude=PAGING, exclude_none=True)
    renamed = {RENAMED.get(name, name): value for name, value in told.items()}
    given = {name: _texts(name, value, asked) for name, value in renamed.items()}
    given = {name: texts for name, texts in given.items() if texts}
    if "hpo" in given:
        given["signs"] = (str(len(given["hpo"])),)
    if asked.collection in IN_LANGUAGES:
        given["lang"] = (language,)
    return Asking(f"list-{asked.collection}", given, _order(asked))


def _order(asked: Asked) -> frozenset[str]:
    """The part of the query that orders the things; BadInput with those that there are."""
    relevance = ("relevance",) if asked.q else ()
    known = (*relevance, *asked.orders)
    sort = asked.sort or known[0]
    if sort not in known:
        raise BadInput(f"sort is {shown(sort)}, expected {', '.join(known[:-1])} or {known[-1]}")
    if sort == "distance" and not asked.model_dump().get("near"):
        raise BadInput("sort is 'distance', expected near or place beside it, such as near=48.85,2.35")
    return frozenset({ORDERS[sort]} if sort in ORDERS else ())


def _texts(name: str, value: object, asked: Asked) -> tuple[str, ...]:
    texts = value if isinstance(value, tuple) else (value,)
    return tuple(_text(name, told, asked.collection) for told in texts)


def _text(name: str, value: object, collection: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if name == "kind":
        return _class(text, collection) if collection in CLASSES else word(name, text, KINDS[collection])
    if name == "code":
        return _organisation(text) if collection == "hospitals" else _code(text)
    return word(name, text, SCHEMES[name]) if name in SCHEMES else text


def _code(text: str) -> str:
    orpha = ORPHA.fullmatch(text.strip())
    return f"ORPHA:{int(orpha[1])}" if orpha else text


def word(name: str, text: str, scheme: Vocabulary) -> str:
    """The word of a scheme that a parameter gives; BadInput with the nearest that there is."""
    try:
        return scheme.check(text)
    except ValueError as fault:
        raise BadInput(f"{name} is {shown(text)}, expected {fault}") from fault


def _class(word: str, collection: str) -> str:
    words = CLASSES[collection]
    if word not in words:
        near = get_close_matches(word, words, n=1) or list(words)
        raise BadInput(f"kind is {shown(word)}, expected {' or '.join(near)}")
    return words[word].value


def _organisation(code: str) -> str:
    if ror := ROR.fullmatch(code.strip()):
        return f"https://ror.org/{ror[1].lower()}"
    if wikidata := WIKIDATA.fullmatch(code.strip()):
        return f"http://www.wikidata.org/entity/{wikidata[1].upper()}"
    raise BadInput(
        f"code is {shown(code)}, expected an id of ROR such as ROR:05tr67282, or of Wikidata such as Q3145188"
    )
