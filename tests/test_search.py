"""Search as you type, over a real socket, in the shipped release."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from genoderm.api.search.kinds import KINDS
from genoderm.api.search.marks import marks
from tests.patience import PATIENCE

Document = dict[str, Any]


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{shipped_address}/api/v1", timeout=PATIENCE) as client:
        yield client


def groups(client: httpx.Client, q: str, **asked: str | int | list[str]) -> dict[str, list[Document]]:
    """The things found, by kind, best kind first."""
    answer = client.get("/search", params={"q": q, **asked})
    assert answer.status_code == 200, answer.text
    return {group["kind"]: group["items"] for group in answer.json()["groups"]}


def best(client: httpx.Client, q: str, **asked: str | int | list[str]) -> Document:
    first: Document = next(iter(groups(client, q, **asked).values()))[0]
    return first


# What is found


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("xeroderma pigm", "disease", "910"),
        ("xeroderma pigmnet", "disease", "910"),
        ("maladie de netherton", "disease", "634"),
        ("orpha 79361", "disease", "79361"),
        ("OMIM:226600", "disease", "79408"),
        ("Epidermolysis bullosa hereditaria", "disease", "79361"),
        ("ern-ski", "network", "ern-skin"),
        ("necker enfants mal", "hospital", "fr-necker"),
        ("debra franc", "association", "fr-debra-france"),
        ("dermatologie", "specialty", "dermatology"),
        ("COL7A1", "gene", "2214"),
        ("HP:0008066", "phenotype", "0008066"),
        ("allemagne", "country", "DE"),
        ("luxembour", "country", "LU"),
    ],
)
def test_what_was_meant_comes_first(typed: str, kind: str, name: str, client: httpx.Client) -> None:
    found = best(client, typed)
    assert (found["kind"], found["id"]) == (kind, name)


def test_of_each_kind_the_best_come_and_the_kinds_in_the_order_of_their_best(client: httpx.Client) -> None:
    found = groups(client, "epidermolysis bull", limit=3)
    assert {"disease", "association", "centre"} <= set(found)
    assert all(len(items) <= 3 for items in found.values())
    firsts = [items[0]["score"] for items in found.values()]
    assert firsts == sorted(firsts, reverse=True)
    for items in found.values():
        scores = [item["score"] for item in items]
        assert scores == sorted(scores, reverse=True)


def test_only_the_kinds_that_were_asked_for_come(client: httpx.Client) -> None:
    assert set(groups(client, "dermatolog", kind=["centre", "hospital"])) <= {"centre", "hospital"}
    assert set(groups(client, "dermatolog", kind="specialty,need")) == {"specialty"}


def test_every_kind_can_be_found(client: httpx.Client) -> None:
    typed = dict.fromkeys((kind.name for kind in KINDS), "e") | {"need": "genetic advice", "specialty": "derm"}
    missing = [kind for kind, text in typed.items() if kind not in groups(client, text, kind=kind)]
    assert missing == []


def test_names_are_in_the_language_asked_for_and_else_say_in_which(client: httpx.Client) -> None:
    assert best(client, "xeroderma pigmentosum variant")["name"] == "Xeroderma pigmentosum variant"
    french = best(client, "xeroderma pigmentosum variant", lang="fr")
    assert french["name"] == "Variant du xeroderma pigmentosum"
    assert "name_language" not in french
    assert best(client, "necker enfants malades", kind="hospital")["name_language"] == "fr"


def test_accept_language_decides_where_lang_is_not_given(client: httpx.Client) -> None:
    asked = {"q": "ichtyose", "kind": "disease"}
    answer = client.get("/search", params=asked, headers={"accept-language": "fr, en;q=0.5"})
    assert answer.headers["content-language"] == answer.json()["language"] == "fr"
    assert "Accept-Language" in answer.headers["vary"]


def test_labels_of_one_language_can_be_looked_at_alone(client: httpx.Client) -> None:
    found = groups(client, "ichtyose", label_lang="fr")
    assert {item["matched"]["language"] for items in found.values() for item in items} == {"fr"}


def test_the_answer_tells_which_label_was_met_in_which_language_and_where(client: httpx.Client) -> None:
    matched = best(client, "ichtyose hereditaire", kind="disease")["matched"]
    assert (matched["label"], matched["language"]) == ("Ichtyose héréditaire", "fr")
    assert [matched["label"][start:end] for start, end in matched["marks"]] == ["Ichtyose", "héréditaire"]


def test_a_place_is_told_of_what_has_one(client: httpx.Client) -> None:
    found = best(client, "necker enfants malades", kind="hospital")
    assert (found["countries"], found["city"]) == (["FR"], "Paris")


def test_an_address_leads_to_this_server(client: httpx.Client) -> None:
    found = best(client, "ORPHA:79361")
    assert found["href"] == f"{str(client.base_url).removesuffix('/api/v1/')}/disease/79361"
    assert found["iri"] == "http://www.orpha.net/ORDO/Orphanet_79361"


@pytest.mark.parametrize("typed", ["", "   ", "zzzzqqqq", "?!", "\x00"])
def test_what_means_nothing_finds_nothing(typed: str, client: httpx.Client) -> None:
    assert groups(client, typed) == {}


# How it is answered


def test_the_query_behind_an_answer_runs_at_the_endpoint_and_gives_the_same(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": '# " } epid', "kind": "disease", "limit": 4, "label_lang": "en"})
    [address] = [part.split(">")[0][1:] for part in answer.headers["link"].split(", ") if "describedby" in part]
    query = httpx.get(address).text
    endpoint = str(client.base_url).replace("/api/v1/", "/sparql")
    rows = httpx.post(endpoint, data={"query": query}).json()["results"]["bindings"]
    found = [item["iri"] for group in answer.json()["groups"] for item in group["items"]]
    assert found == list(dict.fromkeys(row["thing"]["value"] for row in rows))
    assert len(found) == 4


@pytest.mark.parametrize("lang", ["fr", "ja"])
def test_what_is_shown_of_a_thing_is_what_the_query_tells_of_it(lang: str, client: httpx.Client) -> None:
    for _ in range(2):  # what was read for the first answer is remembered for the second
        answer = client.get("/search", params={"q": "epidermol", "lang": lang, "limit": 9})
        found = {item["iri"]: item for group in answer.json()["groups"] for item in group["items"]}
        query = httpx.get(answer.links["describedby"]["url"]).text
        endpoint = str(client.base_url).replace("/api/v1/", "/sparql")
        rows = httpx.post(endpoint, data={"query": query}).json()["results"]["bindings"]
        assert len(found) > 9
        for iri, item in found.items():
            told = [row for row in rows if row["thing"]["value"] == iri]
            names = [row[name] for name in ("asked", "other", "matched") for row in told if name in row]
            assert item["name"] in {name["value"] for name in (names[:1] if "asked" in told[0] else names)}
            assert item.get("name_language", lang) in {name.get("xml:lang", "") for name in names}
            for field, variable in (("code", "code"), ("city", "city")):
                assert item.get(field) == told[0].get(variable, {}).get("value")
            countries = {row["country"]["value"] for row in told if "country" in row}
            assert set(item.get("countries", ())) == countries


def test_who_has_the_answer_is_told_so(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "epid"})
    again = client.get("/search", params={"q": "epid"}, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.head("/search", params={"q": "epid"}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "q"),
        ({"q": "x", "kinds": "disease"}, "kinds"),
        ({"q": "x", "kind": "deseases"}, "disease, centre"),
        ({"q": "x", "limit": "0"}, "limit"),
        ({"q": "x", "limit": "51"}, "limit"),
        ({"q": "x" * 501}, "q"),
        ({"q": "x", "lang": "french please"}, "lang"),
        ({"q": "x " * 41}, "40"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_would_be_right(
    asked: dict[str, str], told: str, client: httpx.Client
) -> None:
    answer = client.get("/search", params=asked)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]


# Marks


@pytest.mark.parametrize(
    ("typed", "label", "marked"),
    [
        ("epid bul", "Epidermolysis bullosa", ["bul"]),
        ("bullosa epid", "Epidermolysis bullosa", ["Epid", "bullosa"]),
        ("epid ", "Epidermolysis bullosa", []),
        ("epidermolise buleuse", "Épidermolyse bulleuse héréditaire", ["Épidermolyse", "bulleuse"]),
        ("albinism 2", "Oculocutaneous albinism type II", ["albinism", "II"]),
        ("79361", "ORPHA:79361", ["79361"]),
        ("mim 226600", "OMIM:226600", ["226600"]),
        ("水疱症", "表皮水疱症", ["水疱症"]),
        ("strasse", "Große Straße", ["Straße"]),
    ],
)
def test_what_was_typed_is_marked_in_the_label(typed: str, label: str, marked: list[str]) -> None:
    assert [label[start:end] for start, end in marks(typed, label)] == marked


@example("\u0e33", "\u0e33")  # folding makes two letters of it
@given(st.text(max_size=60), st.text(max_size=60))
def test_marks_stand_within_the_label_and_beside_each_other(typed: str, label: str) -> None:
    found = marks(typed, label)
    assert all(0 <= start < end <= len(label) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
