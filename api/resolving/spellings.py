"""Near spellings of a code that is unknown: codes of diseases that one slip makes it."""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from itertools import islice
from weakref import WeakKeyDictionary

from genoderm.api.queries import Asking
from genoderm.api.resolving.reading import LONGEST, Reading, read
from genoderm.api.resolving.systems import called, named
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool
from genoderm.sparql.workers.tasks import Task

MOST = 5  # near spellings that are told of one code
LIKE = str.maketrans("OQDILZSB", "00011258")  # letters that are read as digits
NAMED = re.compile(r"(?P<name>[A-Za-z][\w. -]*?)(?P<between>\s*[:_#=]\s*|\s+)(?P<code>\S+)")
LIKENESS = 0.7  # of a misspelt name of a system; "ORHPA" and "ORPHA" have 0.8
QUERY = "codes-of-diseases"
_KEPT: WeakKeyDictionary[Pool, tuple[str, Collection[str]]] = WeakKeyDictionary()


async def codes_of_diseases(pool: Pool) -> Collection[str]:
    """The codes that lead to a disease of the current release, as it notes them; asked once for each release."""
    release, codes = _KEPT.get(pool, ("", ()))
    if release == pool.manifest.id:
        return codes
    async with pool.answer(Task(Asking(QUERY).text(Iris(pool.manifest.base)), "text/csv")) as answer:
        whole, release = await answer.whole(), answer.manifest.id
    codes = frozenset(whole.decode().splitlines()[1:])
    _KEPT[pool] = release, codes
    return codes


def near(text: str, codes: Collection[str], context: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Codes that are one slip away from a text, in the order of how common the slip is; at most MOST of them.

    Where only the name of the system was misspelt, the code itself is the one that was meant.
    """
    meant = tuple(_meant(text, context)) if len(text) <= LONGEST else ()
    if same := tuple(dict.fromkeys(reading.curie for reading in meant if reading.curie in codes)):
        return same[:MOST]
    return tuple(islice(dict.fromkeys(code for reading in meant for code in _near(reading, codes)), MOST))


def _meant(text: str, context: tuple[str, ...]) -> Iterator[Reading]:
    """What the text may have been meant to be: as it is read, or with the name of its system put right."""
    found = read(text, context)
    yield from found.readings
    if told := NAMED.fullmatch(text.strip()):
        code, systems = told["code"].upper(), called(told["name"])
        for name in () if systems else get_close_matches(told["name"].lower(), named(), n=1, cutoff=LIKENESS):
            yield from read(f"{name}:{code}").readings
            systems = called(name)
        yield from (Reading(system, code) for system in systems)
    elif not found.readings and not found.told:
        yield from read(text.strip().upper().translate(LIKE), context).readings


def _near(reading: Reading, codes: Collection[str]) -> Iterator[str]:
    start = f"{reading.system}:"
    return (start + code for code in _slips(reading.code) if start + code in codes)


def _slips(code: str) -> Iterator[str]:
    """The code with letters read as digits, two characters swapped, one changed, one too many, one missing."""
    yield code[:1] + code[1:].translate(LIKE)
    yield code.translate(LIKE)
    cuts = [(code[:place], code[place:]) for place in range(len(code) + 1)]
    letters = "0123456789" if code.isdecimal() else "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ."
    yield from (before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1)
    yield from (before + letter + after[1:] for before, after in cuts if after for letter in letters)
    yield from (before + after[1:] for before, after in cuts if after)
    yield from (before + letter + after for before, after in cuts for letter in letters)
