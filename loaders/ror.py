"""The Research Organization Registry: hospitals, and whatever else our own tables name by its ROR id."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from genoderm.loaders.json_elements import Element, elements
from genoderm.loaders.opening import members
from genoderm.loaders.report import Report
from genoderm.loaders.ror_organisations import RorOrganisation, organisation
from genoderm.loaders.ror_schemas import EntryV1, EntryV2
from genoderm.loaders.ror_triples import Entry, facts, is_loaded
from genoderm.loaders.source import Context, Edition, Loader, Sample, Source

SOURCE = Source(
    name="ror",
    title="Research Organization Registry: health-care organisations",
    publisher="Research Organization Registry",
    homepage="https://ror.org",
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
    attribution="Research Organization Registry (ROR), https://ror.org, CC0 1.0",
)
IN_JSON = re.compile(rb'(\xef\xbb\xbf)?\s*(\[\s*)?\{.*?"id":\s*"https://ror\.org/0[a-z0-9]{8}"', re.DOTALL)
IN_CSV = re.compile(rb"id,.*\bror_display\b")  # a release is a zip of the same in JSON and in CSV
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NO_HEALTH_CARE = "not a health-care organisation"


@dataclass(frozen=True, slots=True)
class _Overview:
    """What only the whole file tells."""

    healthcare: frozenset[str]  # ids of the health-care organisations
    shared: frozenset[str]  # Wikidata ids that several of them carry


def recognise(sample: Sample) -> Edition | None:
    """JSON whose first object has a ROR id; its version is the date that ROR puts into the name of a release."""
    if not IN_JSON.match(sample.head) and not (sample.member and IN_CSV.match(sample.head)):
        return None
    date = DATE.search(sample.member) or DATE.search(sample.path.name)
    return Edition(SOURCE, sample.path, "ror", date[0] if date else "")


def records(edition: Edition, report: Report) -> Iterator[Entry]:
    """Every organisation of the file; `aside` tells which of them this deployment leaves out."""
    overview = _overview(edition)
    seen: set[str] = set()
    for element in _elements(edition, report):
        told = _checked(element, report)
        if told and told.id in seen:
            report.set_aside("the same organisation, a second time")
        elif told:
            seen.add(told.id)
            if told.wikidata in overview.shared:
                report.note("Wikidata id of several organisations, left out: it cannot be each of them")
                told = replace(told, wikidata="")
            yield Entry(told, overview.healthcare.intersection(told.parents + told.successors))


def aside(entry: Entry, context: Context) -> str:
    """Why this deployment leaves an organisation out; "" if it does not."""
    return "" if is_loaded(entry, context) else NO_HEALTH_CARE


def _overview(edition: Edition) -> _Overview:
    """Read the file once before its records: a parent may come after its child."""
    wikidata: dict[str, str] = {}
    unread = Report(edition.path.name)  # faults are told when the records are read
    for element in _elements(edition, unread):
        match element.value:
            case {"types": list(types)} if {"healthcare", "Healthcare"} & set(map(str, types)):
                if told := _checked(element, unread):
                    wikidata[told.id] = told.wikidata
    carried = Counter(filter(None, wikidata.values()))
    return _Overview(frozenset(wikidata), frozenset(code for code, times in carried.items() if times > 1))


def _elements(edition: Edition, report: Report) -> Iterator[Element]:
    for member in members(edition.path):
        if not member.name.endswith(".csv"):
            yield from elements(member.stream, member.name, report)


def _checked(element: Element, report: Report) -> RorOrganisation | None:
    shape = EntryV2 if isinstance(element.value, dict) and "names" in element.value else EntryV1
    try:
        return organisation(shape.model_validate(element.value))
    except ValidationError as error:
        first, *others = error.errors(include_url=False)
        report.quarantine(element.where, *_fault(first))
        for other in others:
            report.fault(element.where, *_fault(other))
        return None


def _fault(error: ErrorDetails) -> tuple[str, str, str]:
    return ".".join(map(str, error["loc"])) or "the organisation", str(error["input"]), error["msg"]


LOADER = Loader(SOURCE, recognise, records, {"": facts}, aside=aside)
