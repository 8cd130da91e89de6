"""The answers of the questions against the shipped CSV files, read by plain Python that knows no RDF."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.plain_tables import (
    bare,
    by_id,
    covered,
    current_expertise,
    disorders,
    kilometres,
    kind_of,
    levels,
    orpha,
    place_of,
    reach,
    rows,
    several,
    skin,
    status_of,
)
from tests.shipped_release import ANSWERS

RDEB = "79408"
PARIS = (48.85, 2.35)
STRENGTH = (
    "official-designation",
    "network-page",
    "institution-page",
    "care-pathway",
    "patient-organisation-page",
    "press",
    "publication-affiliation",
    "mention",
)
Row = dict[str, str]


def answered(name: str) -> list[Row]:
    with (ANSWERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_statement_of_expertise_in_the_disease_its_groups_and_subtypes_is_found_once() -> None:
    expected = Counter(
        (row["centre"], row["disease"], *reach(RDEB)[row["disease"]], row["evidence"], row["source"], row["as_of"])
        for row in rows("expertise")
        if row["disease"] in reach(RDEB)
    )
    traced = ("evidence", "source", "asOf")
    found = Counter(
        (bare(row["centre"]), orpha(row["via"]), row["match"], int(row["levels"]), *(row[column] for column in traced))
        for row in answered("centres-for-disease")
    )
    assert found == expected


def test_centres_for_a_disease_come_in_the_order_that_the_question_tells() -> None:
    found = answered("centres-for-disease")
    ranks = [
        (
            ("current", "planned", "former").index(row["status"]),
            ("expert centre", "coordination hub", "laboratory").index(row["class"]),
            ("itself", "group", "subtype").index(row["match"]),
            int(row["levels"]),
            STRENGTH.index(row["evidence"]),
        )
        for row in found
    ]
    assert ranks == sorted(ranks)
    assert {row["class"] for row in found} == {"expert centre", "laboratory", "coordination hub"} & {
        kind_of(row["centre"]) for row in rows("expertise") if row["disease"] in reach(RDEB)
    }


def test_a_centre_that_is_only_planned_comes_last_with_its_status() -> None:
    planned = {bare(row["centre"]) for row in answered("centres-for-disease") if row["status"] == "planned"}
    assert planned == {row["centre"] for row in rows("expertise") if status_of(row) == "planned"}
    assert planned == {"ir-baqiyatallah-eb", "ir-najmiyeh-eb"}


def test_the_nearest_centres_are_those_with_coordinates_at_their_distance() -> None:
    found = answered("nearest-centres-for-disease")
    expected = {
        (row["centre"], row["disease"])
        for row in current_expertise()
        if row["disease"] in reach(RDEB) and place_of(row["centre"], "latitude")
    }
    assert {(bare(row["centre"]), orpha(row["via"])) for row in found} == expected
    told = [float(row["kilometres"]) for row in found]
    assert told == sorted(told)
    for row in found:
        centre = bare(row["centre"])
        there = (float(place_of(centre, "latitude")), float(place_of(centre, "longitude")))
        assert float(row["kilometres"]) == pytest.approx(kilometres(PARIS, there), rel=0.006, abs=0.2)


def test_centres_with_specialties_have_all_of_them() -> None:
    expected = {row["id"] for row in rows("centres") if {"dermatology", "genetics"} <= set(several(row["specialties"]))}
    assert {bare(row["centre"]) for row in answered("centres-with-specialties")} == expected


def test_diseases_without_centre_are_those_that_nobody_covers() -> None:
    everywhere = covered({row["id"] for row in rows("centres")})
    assert {orpha(row["disease"]) for row in answered("diseases-without-centre")} == disorders() - everywhere


def test_diseases_without_centre_in_a_country_are_those_that_nobody_there_covers() -> None:
    found = answered("diseases-without-centre-in-country")
    belgian = {row["id"] for row in rows("centres") if place_of(row["id"], "country") == "BE"}
    assert {orpha(row["disease"]) for row in found} == disorders() - covered(belgian)
    general = {"89826", "68346", *levels("89826", "up"), *levels("68346", "up")}
    generalists = {row["centre"] for row in current_expertise() if row["disease"] in general} & belgian
    assert {row["generalCentres"] for row in found} == {str(len(generalists))}


def test_centres_per_country_and_group_are_counted_once_each() -> None:
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for group in rows("groups"):
        scope = {code for entity in several(group["scope"]) for code in (entity, *levels(entity, "down"))}
        for row in current_expertise():
            if row["disease"] in scope and (country := place_of(row["centre"], "country")):
                expected[country, group["id"]].add(row["centre"])
    found = {
        (row["country"], bare(row["group"])): int(row["centres"]) for row in answered("centres-per-country-and-group")
    }
    assert found == {key: len(centres) for key, centres in expected.items()}


def test_the_networks_of_a_centre_are_its_memberships() -> None:
    groups = by_id("groups")
    expected = Counter(
        (
            groups[row["of"]]["network"] if row["of"] in groups else row["of"],
            row["role"],
            row["evidence"],
            row["source"],
        )
        for row in rows("memberships")
        if row["centre"] == "fr-necker-magec"
    )
    found = Counter(
        (bare(row["network"]), row["role"], row["evidence"], row["source"]) for row in answered("networks-of-centre")
    )
    assert found == expected


def test_centres_attested_by_publication_only_have_no_other_evidence_in_any_table() -> None:
    evidence: dict[str, set[str]] = defaultdict(set)
    for table in ("expertise", "designations", "memberships"):
        for row in rows(table):
            evidence[row["centre"]].add(row["evidence"])
    told = {row["centre"] for row in rows("expertise") if row["evidence"] == "publication-affiliation"}
    expected = {centre for centre in told if evidence[centre] == {"publication-affiliation"}}
    assert {bare(row["centre"]) for row in answered("centres-attested-by-publication-only")} == expected


def test_associations_for_a_disease_serve_it_or_a_group_above_it() -> None:
    above = {code for code, (match, _) in reach(RDEB).items() if match != "subtype"}
    expected = {(row["id"], code) for row in rows("associations") for code in several(row["diseases"]) if code in above}
    found = answered("associations-for-disease")
    assert {(bare(row["association"]), orpha(row["via"])) for row in found} == expected
    for row in found:
        assert row["country"] in (several(by_id("associations")[bare(row["association"])]["countries"]) or [""])


def test_associations_in_a_country_and_what_they_serve() -> None:
    expected = {
        (row["id"], code)
        for row in rows("associations")
        if "FR" in several(row["countries"])
        for code in several(row["diseases"]) or [""]
    }
    assert {
        (bare(row["association"]), orpha(row["disease"])) for row in answered("associations-in-country")
    } == expected


def test_codes_lead_to_diseases_and_back() -> None:
    precision = {"xref": "not told"}
    forth = {
        (f"{row['system']}:{row['code']}", precision.get(row["relation"], row["relation"]))
        for row in rows("disease_codes")
        if row["orpha"] == RDEB
    }
    assert {(row["code"], row["precision"]) for row in answered("codes-of-disease")} == forth
    back = {
        (row["orpha"], precision.get(row["relation"], row["relation"]))
        for row in rows("disease_codes")
        if (row["system"], row["code"]) == ("OMIM", "226600")
    }
    assert {(orpha(row["disease"]), row["precision"]) for row in answered("diseases-for-code")} == back


def test_the_genes_of_a_centre_are_those_of_the_diseases_below_its_expertise() -> None:
    known = {row["disease"] for row in current_expertise() if row["centre"] == "at-salzburg-eb-haus"}
    expected = {
        (row["symbol"], row["orpha"], row["association"], via)
        for via in known
        for row in rows("disease_genes")
        if row["orpha"] == via or row["orpha"] in levels(via, "down")
    }
    found = {
        (row["symbol"], orpha(row["disease"]), row["associationType"], orpha(row["via"]))
        for row in answered("genes-of-centre")
    }
    assert found == expected
    assert {"COL7A1", "KRT5", "KRT14", "LAMB3"} <= {symbol for symbol, *_ in found}


def _below(sign: str) -> set[str]:
    found, edge = {sign}, {sign}
    while edge:
        edge = {row["hpo"] for row in rows("phenotypes") if edge & set(several(row["parents"]))} - found
        found |= edge
    return found


def _showing(*signs: str) -> set[str]:
    shown = [
        {row["orpha"] for row in rows("disease_phenotypes") if row["hpo"] in below and row["frequency"] != "0040285"}
        for below in map(_below, signs)
    ]
    return set.intersection(*shown) & skin()


def test_diseases_with_phenotypes_show_each_sign_or_one_below_it() -> None:
    found = {orpha(row["disease"]) for row in answered("diseases-with-phenotypes")}
    assert found == _showing("0008066", "0000670")
    assert RDEB in found


def test_centres_for_phenotypes_are_expert_in_one_of_those_diseases() -> None:
    showing = _showing("0008066", "0000670")
    known = {row["centre"]: len(showing & covered({row["centre"]})) for row in current_expertise()}
    expected = {centre: number for centre, number in known.items() if number}
    found = {bare(row["centre"]): int(row["diseases"]) for row in answered("centres-for-phenotypes")}
    assert found == expected


@pytest.mark.parametrize(("column", "slug"), [("inheritance", "x-linked-dominant"), ("onset", "elderly")])
def test_diseases_by_inheritance_and_by_onset(column: str, slug: str) -> None:
    expected = {row["orpha"] for row in rows("disease") if slug in several(row[column])} & skin()
    assert {orpha(row["disease"]) for row in answered(f"diseases-by-{column}")} == expected


def test_diseases_by_prevalence() -> None:
    expected = {
        (row["orpha"], row["kind"], row["area"])
        for row in rows("disease_prevalences")
        if row["class"] == "1-5-10000" and row["orpha"] in skin()
    }
    found = {(orpha(row["disease"]), row["measure"], row["area"]) for row in answered("diseases-by-prevalence")}
    assert found == expected


def test_what_vanished_and_what_changed_its_name() -> None:
    vanished = {(row["orpha"], row["last_version"]) for row in rows("disease_vanished")}
    assert {(orpha(row["disease"]), row["lastVersion"]) for row in answered("vanished-diseases")} == vanished
    renamed = {(row["orpha"], row["former"], row["current"]) for row in rows("disease_renamed")}
    assert {
        (orpha(row["disease"]), row["formerName"], row["currentName"]) for row in answered("renamed-diseases")
    } == renamed


def test_resources_for_a_disease_concern_it_a_group_or_a_subtype() -> None:
    expected = {
        (row["id"], code, reach(RDEB)[code][0])
        for row in rows("resources")
        for code in several(row["diseases"])
        if code in reach(RDEB)
    }
    found = answered("resources-for-disease")
    assert {(bare(row["resource"]), orpha(row["via"]), row["match"]) for row in found} == expected


def test_resources_for_a_need_answer_it() -> None:
    expected = {row["id"] for row in rows("resources") if "genetic-advice" in several(row["needs"])}
    assert {bare(row["resource"]) for row in answered("resources-for-need")} == expected


def test_access_in_a_country() -> None:
    expected = {row["id"] for row in rows("resources") if row["kind"] == "access" and "FR" in several(row["countries"])}
    assert {bare(row["resource"]) for row in answered("access-in-country")} == expected


def test_networks_by_region() -> None:
    expected = {(row["id"], row["kind"]) for row in rows("networks") if "mediterranean" in several(row["regions"])}
    assert {(bare(row["network"]), row["kind"]) for row in answered("networks-by-region")} == expected


def test_centres_in_ern_skin_and_in_a_national_network() -> None:
    parts = {"ern-skin"} | {row["id"] for row in rows("groups") if row["network"] == "ern-skin"}
    national = {row["id"] for row in rows("networks") if row["kind"] in {"national", "reference-centre-network"}}
    current = [row for row in rows("memberships") if not row["status"]]
    members = {row["centre"] for row in current if row["of"] in parts}
    expected = {(row["centre"], row["of"]) for row in current if row["centre"] in members and row["of"] in national}
    found = answered("centres-in-network-and-national-network")
    assert {(bare(row["centre"]), bare(row["nationalNetwork"])) for row in found} == expected


def test_network_sizes_are_told_as_they_were_stated() -> None:
    expected = Counter(
        (row["count"], row["unit"], row["as_of"]) for row in rows("network_counts") if row["network"] == "ern-skin"
    )
    found = answered("network-sizes")
    assert Counter((row["count"], row["unit"], row["asOf"]) for row in found) == expected
    assert {"52", "56", "58"} <= {row["count"] for row in found if row["unit"] in {"centres", "healthcare-providers"}}


def test_collaborations_of_a_network_are_told_from_either_side() -> None:
    expected = Counter(
        (other, row["kind"])
        for row in rows("collaborations")
        for one, other in ((row["network"], row["with_network"]), (row["with_network"], row["network"]))
        if one == "ern-skin"
    )
    assert Counter((bare(row["partner"]), row["kind"]) for row in answered("collaborations-of-network")) == expected


def test_the_scope_of_thematic_groups_with_the_diseases_below() -> None:
    types = {row["orpha"]: row["type"] for row in rows("disease")}
    beside = {"377794", "377795", "377796", "377797", "557495"}
    expected = {
        (row["id"], code): sum(types.get(below, "557495") not in beside for below in levels(code, "down"))
        for row in rows("groups")
        if row["network"] == "ern-skin"
        for code in several(row["scope"]) or [""]
    }
    found = answered("scope-of-thematic-groups")
    assert {(bare(row["group"]), orpha(row["scope"])): int(row["diseasesBelow"]) for row in found} == expected


def test_the_centres_of_a_hospital_and_of_its_parts() -> None:
    hosts = {"fr-necker"} | {row["id"] for row in rows("hospitals") if row["part_of"] == "fr-necker"}
    expected = {row["id"] for row in rows("centres") if row["hospital"] in hosts}
    assert {bare(row["centre"]) for row in answered("centres-of-hospital")} == expected


def test_designations_by_an_authority() -> None:
    expected = {
        (row["centre"], row["level"], row["title"], code)
        for row in rows("designations")
        if row["authority"] == "fr-ministry"
        for code in several(row["scope"]) or [""]
    }
    found = answered("designations-by-authority")
    assert {(bare(row["centre"]), row["level"], row["title"], orpha(row["scope"])) for row in found} == expected


def test_expertise_is_counted_by_kind_of_evidence() -> None:
    for row in answered("expertise-by-evidence"):
        told = [one for one in rows("expertise") if one["evidence"] == row["evidence"]]
        assert (int(row["centres"]), int(row["diseases"]), int(row["sources"])) == tuple(
            len({one[column] for one in told}) for column in ("centre", "disease", "source")
        )
        assert int(row["statements"]) == len(told)
    assert [row["evidence"] for row in answered("expertise-by-evidence")] == list(STRENGTH)


def test_what_is_former_or_planned() -> None:
    expected = Counter(
        (what, row["status"], row.get("centre") or row["id"])
        for what, table in (("expertise", "expertise"), ("membership", "memberships"), ("centre", "centres"))
        for row in rows(table)
        if row["status"] in {"former", "planned"}
    )
    found = Counter((row["what"], row["status"], bare(row["centre"])) for row in answered("former-and-planned"))
    assert found == expected


def test_the_groups_above_a_disease_by_the_shortest_path() -> None:
    found = {orpha(row["group"]): int(row["levels"]) for row in answered("groups-above-disease")}
    described = {row["orpha"] for row in rows("disease")}
    assert found == {code: steps for code, steps in levels(RDEB, "up").items() if code in described}


def test_the_source_of_a_statement_names_its_files() -> None:
    found = answered("source-of-statement")
    assert {bare(row["graph"]) for row in found} == {"genoderm-diseases"}
    assert "disease_names.csv" in {row["file"] for row in found}
    assert all(row["licence"] and row["attribution"] and row["checksum"] for row in found)


def test_the_sources_of_a_release_are_its_named_graphs() -> None:
    found = {bare(row["graph"]): row for row in answered("sources-of-release")}
    assert {"genoderm", "genoderm-diseases", "ontology", "countries", "derived", "provenance"} <= found.keys()
    assert all(row["licence"] and row["triples"] for row in found.values())


def test_a_disease_by_its_code() -> None:
    (found,) = answered("disease-by-code")
    names = {
        (row["orpha"], row["name"])
        for row in rows("disease_names")
        if (row["language"], row["kind"]) == ("en", "label")
    }
    assert (orpha(found["disease"]), found["name"]) in names
    assert (found["code"], found["rank"], found["deprecated"]) == ("ORPHA:79361", "group", "")


def test_every_answer_is_held_against_the_tables() -> None:
    checked = set(re.findall(r'answered\("([a-z-]+)"\)', Path(__file__).read_text("utf-8")))
    assert checked | {"diseases-by-inheritance", "diseases-by-onset"} == {file.stem for file in ANSWERS.glob("*.csv")}
