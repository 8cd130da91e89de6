"""What `since=` means: a release, or a moment told to the year, the month, the day or the second."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from genoderm.api.changes.history import Step
from genoderm.graph.manifest import ID_DIGITS, Manifest
from genoderm.ontology.errors import BadInput, NotFound, shown

DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
RELEASE = re.compile(rf"[0-9a-f]{{{ID_DIGITS}}}")


class UnknownRelease(NotFound):
    """No release that led to the current one goes by that name."""


def after(since: str, steps: Sequence[Step], current: Manifest) -> Sequence[Step]:
    """The steps after this release, or from this day on; UnknownRelease, BadInput for what is neither."""
    if not since:
        return steps
    if RELEASE.fullmatch(since):
        return _after_release(since, steps, current)
    if DAY.fullmatch(since):
        return [step for step in steps if step.created[: len(since)] >= since]
    moment = _moment(since)
    return [step for step in steps if datetime.fromisoformat(step.created) > moment]


def _after_release(since: str, steps: Sequence[Step], current: Manifest) -> Sequence[Step]:
    way = [current.id, *(step.previous for step in steps)]
    if since not in way:
        known = ", ".join(way[:5])
        raise UnknownRelease(f"since is {since}, which is no release that led to the current one; there are {known}")
    return steps[: way.index(since)]


def _moment(since: str) -> datetime:
    try:
        told = datetime.fromisoformat(since)
    except ValueError as fault:
        wanted = "a release, or a date such as 2026-11-23"
        raise BadInput(f"since is {shown(since)}, expected {wanted}") from fault
    return told if told.tzinfo else told.replace(tzinfo=UTC)
