"""Where the IRIs of subjects begin: of each property a few spaces, as VoID tells them of its partition.

`void:uriRegexPattern` is a regular expression that all entities of a dataset match (VoID, 3.3 and 4.1); here it has one
form, alternatives of plain beginnings, so that a reader need not evaluate what strangers wrote.
"""

import re
from collections import Counter
from collections.abc import Iterable

MOST = 20  # spaces of a property; where there are more, they are told less closely
HELD = 200  # of a property while it is counted: a space for each of many things would be too much
ENDS = (b"/", b"#", b":")  # of the part of an IRI that many share
SHARED = b"-"  # behind what some names share, such as those of centres their country: `fr-necker-magec`
UNKNOWN = "_:"  # as blank nodes begin
STEP = re.compile(r"(?:[^/]*//[^/]*/)?(?:.*[/#:](?=.))?")
SPECIAL = re.compile(r"([.?*+()\[\]$])")  # of what an IRI can have (RFC 3987, 2.2)
WHOLE = re.compile(r"\^\(([^|]+(?:\|[^|]+)*)\)")
PLAIN = re.compile(r"(?:[^.?*+()\[\]$\\^{}]|\\[.?*+()\[\]$])+")

Spaces = tuple[str, ...]


def space_of(subject: bytes) -> bytes:
    """The space of a subject as N-Triples write it, without the bracket: `_:` of a blank node."""
    if not subject.startswith(b"<"):
        return UNKNOWN.encode()
    end = max(map(subject.rfind, ENDS)) + 1
    return subject[1 : subject.find(SHARED, end) + 1 or end]


def held(found: set[bytes]) -> set[bytes]:
    """The same, or less closely if they are too many."""
    return found if len(found) <= HELD else {space.encode() for space in few(found) or (UNKNOWN,)}


def few(found: Iterable[bytes]) -> Spaces | None:
    """At most so many beginnings of all that begins with one of these; None if that cannot be told."""
    spaces = _widest(space.decode() for space in found)
    if any(space == UNKNOWN or "\\" in space for space in spaces):
        return None
    while len(spaces) > MOST:
        ((parent, children),) = Counter(map(_shorter, spaces)).most_common(1)
        if children == 1:  # hosts, hardly more of each than one
            return None
        spaces = _widest((parent, *spaces))
    return tuple(spaces)


def _shorter(space: str) -> str:
    """Without its last step, but for who is responsible for it."""
    found = STEP.match(space)
    return (found[0] if found else "") or space


def _widest(spaces: Iterable[str]) -> list[str]:
    """Without those that are a part of another; in their order, a part follows what it is a part of."""
    wide: list[str] = []
    for space in sorted(spaces):
        if not (wide and space.startswith(wide[-1])):
            wide.append(space)
    return wide


def pattern_of(spaces: Spaces) -> str:
    """The regular expression of what begins so."""
    told = (SPECIAL.sub(r"\\\1", space) for space in spaces)
    return f"^({'|'.join(told)})"


def read_pattern(pattern: str) -> Spaces | None:
    """What a regular expression of this form says; None of any other."""
    found = WHOLE.fullmatch(pattern)
    parts = found[1].split("|") if found else []
    if not all(PLAIN.fullmatch(part) for part in parts):
        return None
    return tuple(re.sub(r"\\(.)", r"\1", part) for part in parts) or None
