"""How good reconciliation is: names of diseases as people write them, and how often the right disease comes first.

    python -m tests.reconciliation_quality HOME [--names 500] [--seed 7]

serves the current release of HOME and sends it real names of its diseases: with typing errors, with their words in
another order, synonyms, names in French and in German. It prints the share of those whose disease came first, and among
the first five; the matches that were made without anybody looking, and how many of them are wrong; and the seconds that
a thousand names took. An answer is right if it bears the very words of the name, in whatever order.
"""

import json
import random
import sys
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from genoderm.api.reconciliation.asked import BATCH
from genoderm.graph.home import Home
from genoderm.graph.text_index import read_told
from genoderm.graph.text_index_words import words
from genoderm.ontology import terms
from genoderm.ontology.terms import PREFIXES
from tests.patience import PATIENCE
from tests.searching import await_search, mistyped, reordered, unaccented
from tests.serving import started

LONG = 25  # letters from which a name gets two typing errors
FIRST, FIVE, SECONDS = 0.95, 0.99, 10.0  # what is asked for: shares of names, and the time of a thousand
THOUSAND = 1_000


@dataclass(frozen=True, slots=True)
class Case:
    """A name as somebody writes it, how it came about, and the ids of the diseases that it may mean."""

    written: str
    how: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The ids that came, best first, and that of the match, if one was made."""

    case: Case
    ids: Sequence[str]
    match: str | None


def cases(release: Path, count: int, seed: int) -> list[Case]:
    """So many names of the diseases of a release, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    named, bearers = _names(release)
    english, french, german = (named["p", language] for language in ("en", "fr", "de"))
    ways = {
        "typing errors": (english, _garbled),
        "words in another order": (english, reordered),
        "synonyms": (named["s", "en"], lambda name, _: name),
        "synonyms with typing errors": (named["s", "en"], _garbled),
        "French": (french, unaccented),
        "French with typing errors": (french, _garbled),
        "German": (german, lambda name, _: name),
        "German with typing errors": (german, _garbled),
    }
    made: list[Case] = []
    for at, (how, (names, write)) in enumerate(ways.items()):
        share = count * (at + 1) // len(ways) - count * at // len(ways)
        sampled = chance.sample(names, min(share, len(names)))
        made += [Case(write(name, chance), how, frozenset(bearers[_key(name)])) for name in sampled]
    return made


def _names(release: Path) -> tuple[dict[tuple[str, str], list[str]], dict[str, set[str]]]:
    """Names of current diseases by role and language, and who bears the words of each."""
    told = read_told(release)
    named, bearers = defaultdict(set), defaultdict(set)
    for thing, role, language, label in told.labels:
        if role in {"p", "s"} and terms.Disease.value in told.classes.get(thing, ()):
            bearers[_key(label)].add(f"disease/{thing.removeprefix(PREFIXES['ORPHA'])}")
            if thing not in told.retired:
                named[role, language].add(label)
    return {key: sorted(names) for key, names in named.items()}, bearers


def _key(name: str) -> str:
    return " ".join(sorted(words(name)))


def _garbled(name: str, chance: random.Random) -> str:
    once = mistyped(name, chance)
    return mistyped(once, chance) if len(name) >= LONG else once


def answers(client: httpx.Client, asked: Iterable[Case]) -> Iterator[Answer]:
    """What the service answers, asked as OpenRefine asks."""
    each = list(asked)
    for portion in (each[at : at + BATCH] for at in range(0, len(each), BATCH)):
        queries = {
            f"q{at}": {"query": case.written, "type": "Disease", "type_strict": "should"}
            for at, case in enumerate(portion)
        }
        results = client.post("/reconcile", data={"queries": json.dumps(queries)}).raise_for_status().json()
        for at, case in enumerate(portion):
            result = results[f"q{at}"]["result"]
            match = next((one["id"] for one in result if one["match"]), None)
            yield Answer(case, [one["id"] for one in result], match)


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of names, from 0 to 1."""

    first: float
    five: float
    matched: float
    wrong: list[Answer]  # matches of something else
    missed: list[Answer]  # whose disease did not come first


def quality(given: Sequence[Answer]) -> Quality:
    """How good answers are."""
    missed = [one for one in given if not one.ids or one.ids[0] not in one.case.right]
    found = [one for one in given if not one.case.right.isdisjoint(one.ids[:5])]
    matched = [one for one in given if one.match]
    wrong = [one for one in matched if one.match not in one.case.right]
    return Quality(1 - len(missed) / len(given), len(found) / len(given), len(matched) / len(given), wrong, missed)


def report(given: Sequence[Answer]) -> Iterator[str]:
    """The quality in lines, by how the names came about and of all of them, and what went wrong."""
    ways = dict.fromkeys(one.case.how for one in given)
    parts = {how: [one for one in given if one.case.how == how] for how in ways} | {"all": given}
    for how, part in parts.items():
        told = quality(part)
        yield f"{how:30} first {told.first:6.1%}   in five {told.five:6.1%}   matched {told.matched:6.1%}"
    for what, faults in (("not first", quality(given).missed), ("wrong match", quality(given).wrong)):
        for one in faults:
            right, came = ", ".join(sorted(one.case.right)), ", ".join(one.ids[:3])
            yield f"  {what}: {one.case.written!r} is {right}; came {came}"


def main() -> int:
    """Measure, tell, and say by the exit status whether it is as good as is asked for."""
    arguments = ArgumentParser(description="How good reconciliation is.")
    arguments.add_argument("home", type=Path)
    arguments.add_argument("--names", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=7)
    told = arguments.parse_args()
    release = Home(told.home).current_release()
    with started(told.home.resolve()) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        await_search(address)
        given = list(answers(client, cases(release, told.names, told.seed)))
        thousand = cases(release, THOUSAND, told.seed + 1)
        began = time.perf_counter()
        count = sum(1 for _ in answers(client, thousand))
        seconds = (time.perf_counter() - began) * THOUSAND / count
    whole = quality(given)
    lines = [*report(given), f"{len(whole.wrong)} wrong matches; a thousand names in {seconds:.1f} s"]
    sys.stdout.write("\n".join(lines) + "\n")
    good = whole.first >= FIRST and whole.five >= FIVE and seconds < SECONDS and not whole.wrong
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
