"""Where the IRIs of subjects begin: of each property a few spaces, as VoID tells them of its partition.

`void:uriRegexPattern` is a regular expression that all entities of a dataset match (VoID, 3.3 and 4.1); here it has one
form, alternatives of plain beginnings, so that a reader need not evaluate what strangers wrote.
"""

import re
from collections.abc import Collection, Iterable

MOST = 20  # spaces of a property; where there are more, they are told less closely
ENDS = (b"/", b"#", b":")  # of the part of an IRI that many share
AUTHORITY = re.compile(r"[^/]*//[^/]*/")
SPECIAL = re.compile(r"([.?*+()\[\]$])")  # of what an IRI can have (RFC 3987, 2.2)
WHOLE = re.compile(r"\^\(\?:([^|]+(?:\|[^|]+)*)\)")
PLAIN = re.compile(r"(?:[^.?*+()\[\]$\\^{}]|\\[.?*+()\[\]$])+")

Spaces = tuple[str, ...]


def space_of(subject: bytes) -> bytes:
    """The space of a subject as N-Triples write it, without the bracket: `_:` of a blank node."""
    end = max(map(subject.rfind, ENDS)) + 1
    return subject[1:end] if subject.startswith(b"<") else b"_:"


def few(found: Iterable[bytes]) -> Spaces | None:
    """At most so many beginnings of all that begins with one of these; None if that cannot be told."""
    spaces = {space.decode() for space in found}
    if any(space.startswith("_:") or "\\" in space for space in spaces):
        return None
    while len(spaces) > MOST:
        shorter = {_shorter(space) for space in spaces}
        if shorter == spaces:
            return None
        spaces = shorter
    return _widest(spaces)


def _shorter(space: str) -> str:
    """Without its last step, but for who is responsible for it."""
    cut = space[: space.rfind("/", 0, -1) + 1]
    return cut if AUTHORITY.match(cut) else space


def _widest(spaces: Collection[str]) -> Spaces:
    return tuple(sorted(one for one in spaces if not any(one != wide and one.startswith(wide) for wide in spaces)))


def pattern_of(spaces: Spaces) -> str:
    """The regular expression of what begins so."""
    told = (SPECIAL.sub(r"\\\1", space) for space in spaces)
    return f"^(?:{'|'.join(told)})"


def read_pattern(pattern: str) -> Spaces | None:
    """What a regular expression of this form says; None of any other."""
    found = WHOLE.fullmatch(pattern)
    parts = found[1].split("|") if found else []
    if not all(PLAIN.fullmatch(part) for part in parts):
        return None
    return tuple(re.sub(r"\\(.)", r"\1", part) for part in parts) or None
