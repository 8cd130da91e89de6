import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from genoderm.loaders.directory.attested import Designation, Expertise, Membership
from genoderm.loaders.directory.headers import aliases, recognise, spellings
from genoderm.loaders.directory.kinds import BY_NAME, KINDS, Kind
from genoderm.loaders.directory.organisations import Centre, Hospital
from genoderm.loaders.directory.reading import read
from genoderm.loaders.directory.territories import plain
from genoderm.loaders.directory.writing import table
from genoderm.loaders.report import Report

HOSPITAL = {"id": "lyon", "name": "Hospices civils", "country": "FR", "city": "Lyon"}


def hospital(**cells: str) -> Hospital:
    return Hospital.model_validate(HOSPITAL | cells)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("79361", "79361"), ("ORPHA:79361", "79361"), ("ORPHA79361", "79361"), ("Orphanet_79361", "79361")],
)
def test_an_orpha_code_is_digits_however_it_is_written(written: str, meant: str) -> None:
    row = Expertise.model_validate({"centre": "lyon-eb", "disease": written, "evidence": "press"})
    assert row.disease == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("fr", "FR"),
        ("Allemagne", "DE"),
        ("Österreich", "AT"),
        ("Côte d'Ivoire", "CI"),
        ("UK", "GB"),
        ("DEU", "DE"),
        ("United Kingdom", "GB"),
    ],
)
def test_a_country_may_be_named_in_english_french_or_german(written: str, code: str) -> None:
    assert hospital(country=written).country == code


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("id", "Fr Necker", "'fr-necker'"),
        ("country", "Absurdistan", "ISO 3166-1"),
        ("name_language", "klingonish", "BCP-47"),
        ("latitude", "91", "between -90 and 90"),
        ("website", "www.chu.fr", "https://"),
        ("website", "javascript:alert(1)", "https://"),
        ("ror", "https://ror.org/0446wcg71", "check digits"),
        ("wikidata", "5908685", "Q5908685"),
        ("as_of", "2016-13", "2016-12"),
        ("as_of", "2023-02-29", "2016-12"),
        ("as_of", "31/12/2016", "2016-12"),
        ("kind", "hospitl", "'hospital'"),
    ],
)
def test_a_wrong_cell_is_told_what_would_be_right(column: str, cell: str, expected: str) -> None:
    with pytest.raises(ValidationError, match=expected):
        hospital(**{column: cell, "longitude": "4.8"} if column == "latitude" else {column: cell})


def test_latitude_without_longitude_is_refused() -> None:
    with pytest.raises(ValidationError, match="together"):
        hospital(latitude="45.7")


def test_coordinates_may_have_the_comma_of_a_french_spreadsheet() -> None:
    assert hospital(latitude="45,7578", longitude="4,832").latitude == "45.7578"


@pytest.mark.parametrize(
    "cells", [{"labelled": "2017", "renewed": "2016-05"}, {"labelled": "2017-03", "ended": "2017-02"}]
)
def test_a_title_is_not_renewed_or_ended_before_it_was_given(cells: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="in that order"):
        Designation.model_validate({"id": "x", "centre": "lyon-eb", **cells})


def test_dates_are_compared_as_far_as_both_are_precise() -> None:
    row = Membership.model_validate({"centre": "lyon-eb", "of": "ern-skin", "start": "2017-03-01", "end": "2017"})
    assert (row.start, row.end) == ("2017-03-01", "2017")


def test_several_values_stand_between_bars_and_codes_also_between_semicolons() -> None:
    row = Centre.model_validate(
        {
            "id": "a",
            "name": "A; B",
            "kind": "Expert centre",
            "other_names": "A;B|C",
            "specialties": "dermatology; genetics|",
        }
    )
    assert (row.name, row.other_names, row.specialties) == ("A; B", ("A;B", "C"), ("dermatology", "genetics"))
    assert row.kind == "expert-centre"


def test_a_record_is_frozen_and_has_no_further_columns() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        hospital().name = "other"
    with pytest.raises(ValidationError, match="Extra"):
        hospital(beds="800")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_column_has_a_description_and_headers_in_french_and_german_that_mean_it_alone(kind: Kind) -> None:
    for column, field in kind.columns.items():
        assert field.description
        assert field.examples is not None
        assert len(aliases(kind, column)) >= 2
        for name in (column, *aliases(kind, column)):
            assert spellings(kind.name)[plain(name)] == column


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_recognised_by_its_own_header(kind: Kind) -> None:
    header = recognise(list(kind.columns), kind.name)
    assert header is not None
    assert (header.kind, header.fits, header.rivals) == (kind, True, ())


WORDS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="|@"),
        min_size=1,
        max_size=30,
    )
    .map(str.strip)
    .filter(lambda text: text and not any(sign.isdigit() for sign in text) and text == text.strip("\ufeff"))
)
SLUGS = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
HOSPITALS = st.builds(
    lambda **cells: Hospital.model_validate({key: cell for key, cell in cells.items() if cell}),
    id=SLUGS,
    name=WORDS,
    other_names=st.lists(WORDS, unique=True, max_size=3).map(tuple),
    country=st.sampled_from(["FR", "DE", "XK", "JP"]),
    city=WORDS,
    latitude=st.floats(-90, 90).map(lambda degrees: f"{degrees:.5f}"),
    longitude=st.floats(-180, 180).map(lambda degrees: f"{degrees:.5f}"),
    ror=st.sampled_from(["", "0446wcg70"]),
    as_of=st.dates().map(str) | st.just("") | st.just("2016-12"),
    note=WORDS,
)


@given(rows=st.lists(HOSPITALS, min_size=1, max_size=5))
def test_records_written_as_a_table_are_read_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Hospital]
) -> None:
    path = tmp_path_factory.mktemp("tables") / "rows.csv"
    path.write_text(table(BY_NAME["hospitals"], rows), "utf-8", newline="")
    report = Report(path.name)
    assert [placed.record for placed in read(path, report)] == rows
    assert report.faults == []


def test_a_written_table_is_plain_csv(tmp_path: Path) -> None:
    text = table(BY_NAME["hospitals"], [hospital(other_names="HCL|Lyon")])
    (row,) = csv.DictReader(text.splitlines())
    assert (row["other_names"], row["city"], row["note"]) == ("HCL|Lyon", "Lyon", "")
