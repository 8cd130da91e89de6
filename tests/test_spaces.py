"""Where the IRIs of subjects begin: told as a regular expression, read back without evaluating one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.graph.spaces import HELD, MOST, few, held, pattern_of, read_pattern, space_of

IRIS = st.from_regex(r"(https?://[a-z.]{1,5}/|urn:[a-z]{1,3}:)[a-z0-9/#:.?*+()$\[\]~&'@!;,=-]{0,12}", fullmatch=True)


@pytest.mark.parametrize(
    ("subject", "space"),
    [
        (b"<http://www.orpha.net/ORDO/Orphanet_79361>", b"http://www.orpha.net/ORDO/"),
        (b"<https://w3id.org/genoderm/ns#status/current>", b"https://w3id.org/genoderm/ns#status/"),
        (b"<https://w3id.org/genoderm/ns#Centre>", b"https://w3id.org/genoderm/ns#"),
        (b"<urn:uuid:12>", b"urn:uuid:"),
        (b"<https://w3id.org/genoderm/id/centre/fr-necker-magec>", b"https://w3id.org/genoderm/id/centre/fr-"),
        (b"<https://two-words.example/x>", b"https://two-words.example/"),
        (b"<https://example.org/>", b"https://example.org/"),
        (b"_:b1", b"_:"),
    ],
)
def test_the_space_of_a_subject_is_what_stands_before_its_name(subject: bytes, space: bytes) -> None:
    assert space_of(subject) == space


@given(st.lists(IRIS, min_size=1, max_size=60), IRIS)
def test_what_is_told_fits_all_subjects_and_says_the_same_to_all_readers(iris: list[str], other: str) -> None:
    told = few(space_of(f"<{iri}>".encode()) for iri in iris)
    if told is None:  # of too many, and nothing that is shorter
        assert len(iris) > MOST
        return
    assert len(told) <= MOST
    assert all(iri.startswith(told) for iri in iris)
    assert read_pattern(pattern_of(told)) == told
    assert bool(re.match(pattern_of(told), other)) is other.startswith(told)


def test_of_what_has_blank_nodes_nothing_is_told() -> None:
    assert few([b"http://a.example/", b"_:"]) is None


def test_many_spaces_are_told_as_what_most_of_them_share() -> None:
    many = {f"http://a.example/centre/c{n}-".encode() for n in range(HELD + 1)} | {b"http://a.example/disease/"}
    told = ("http://a.example/centre/", "http://a.example/disease/")
    assert few(many) == told
    assert held(many) == {space.encode() for space in told}


def test_of_things_from_everywhere_nothing_is_told() -> None:
    many = {f"http://a{n}.example/".encode() for n in range(HELD + 1)}
    assert few(many) is None
    assert few(held(many)) is None


@pytest.mark.parametrize(
    "strange", ["", "^http://a/", "^(a|)", "^(a.b)", "^((a+)+)", "^(a)|b", "^([ab])", "^(?:a)", "a"]
)
def test_other_expressions_are_not_read(strange: str) -> None:
    assert read_pattern(strange) is None
