"""Ten invented nodes: a catalogue of diseases, mappings, genes, networks, and six countries with their centres.

All of it is synthetic: every IRI begins with `https://example.org/invented/`, every name with "Invented". A country's
centres tell of diseases that the catalogue names, the networks of centres that the countries name; and each country
holds some centres of the next one, too, so that a thing may be told of in part here and in part there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from genoderm.ontology import terms as gd
from genoderm.ontology.vocabularies import RDF_TYPE

INVENTED = "https://example.org/invented/"
SKOS, ORG = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/org#"
LABEL, NOTATION, BROADER, EXACT, CLOSE = (
    NamedNode(SKOS + name) for name in ("prefLabel", "notation", "broader", "exactMatch", "closeMatch")
)
UNIT_OF = NamedNode(f"{ORG}unitOf")
COUNTRIES = ("alba", "borea", "corda", "dalma", "elysia", "ferra")
KINDS = ("official-designation", "network-page", "press", "publication")
G_YEAR = NamedNode("http://www.w3.org/2001/XMLSchema#gYear")

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is of what; centres, hospitals and those told of by a neighbour are those of one country."""

    diseases: int = 2_000
    groups: int = 40
    genes: int = 400
    networks: int = 20
    members: int = 40  # of a network
    hospitals: int = 40
    centres: int = 150
    expertise: int = 4  # of a centre
    shared: int = 8  # centres


def thing(kind: str, name: str | int) -> NamedNode:
    """An invented thing."""
    return NamedNode(f"{INVENTED}{kind}/{name}")


def english(text: str) -> Literal:
    """A name."""
    return Literal(f"Invented {text}", language="en")


def nodes(sizes: Sizes, seed: int = 10) -> Mapping[str, Sequence[Quad]]:
    """What each of the ten holds, by its name; the same each time."""
    random = Random(seed)  # noqa: S311 - the same each time
    told = {
        "catalogue": _catalogue(sizes),
        "mappings": _mappings(sizes),
        "genes": _genes(sizes, random),
        "networks": _networks(sizes, random),
        **{land: _country(at, sizes, random) for at, land in enumerate(COUNTRIES)},
    }
    return {name: [*dict.fromkeys(quads)] for name, quads in told.items()}


def _about(subject: NamedNode, *told: tuple[NamedNode, Term]) -> Iterator[Quad]:
    for predicate, value in told:
        yield Quad(subject, predicate, value, DefaultGraph())


def _catalogue(sizes: Sizes) -> Iterator[Quad]:
    for group in range(sizes.groups):
        yield from _about(thing("group", group), (RDF_TYPE, gd.DisorderGroup), (LABEL, english(f"group {group}")))
    for number in range(sizes.diseases):
        yield from _about(
            thing("disease", number),
            (RDF_TYPE, gd.Disease),
            (NOTATION, Literal(f"INVENTED:{number}")),
            (LABEL, english(f"disease {number}")),
            (LABEL, Literal(f"Maladie inventée {number}", language="fr")),
            (BROADER, thing("group", number % sizes.groups)),
        )


def _mappings(sizes: Sizes) -> Iterator[Quad]:
    for number in range(0, sizes.diseases, 2):
        yield from _about(thing("disease", number), (EXACT, thing("omim", number)), (CLOSE, thing("mondo", number)))
        yield from _about(thing("omim", number), (NOTATION, Literal(f"{600_000 + number}")))


def _genes(sizes: Sizes, random: Random) -> Iterator[Quad]:
    for number in range(sizes.genes):
        yield from _about(thing("gene", number), (RDF_TYPE, gd.Gene), (gd.symbol, Literal(f"INV{number}")))
    for number in range(sizes.diseases):
        disease, gene = thing("disease", number), thing("gene", random.randrange(sizes.genes))
        yield from _about(
            thing("association", number), (RDF_TYPE, gd.GeneAssociation), (gd.disease, disease), (gd.gene, gene)
        )
        yield from _about(disease, (gd.associatedGene, gene))


def _networks(sizes: Sizes, random: Random) -> Iterator[Quad]:
    everyone = [centre(at, number) for at in range(len(COUNTRIES)) for number in range(sizes.centres)]
    for number in range(sizes.networks):
        network = thing("network", number)
        yield from _about(network, (RDF_TYPE, gd.Network), (LABEL, english(f"network {number}")))
        for at, member in enumerate(random.sample(everyone, sizes.members)):
            yield from _about(
                thing("membership", f"{number}-{at}"),
                (RDF_TYPE, gd.Membership),
                (gd.network, network),
                (gd.centre, member),
            )


def centre(country: int, number: int) -> NamedNode:
    """One of the centres of a country."""
    return thing("centre", f"{COUNTRIES[country]}-{number}")


def _country(at: int, sizes: Sizes, random: Random) -> Iterator[Quad]:
    land, following = COUNTRIES[at], (at + 1) % len(COUNTRIES)
    for number in range(sizes.hospitals):
        yield from _about(
            thing("hospital", f"{land}-{number}"),
            (RDF_TYPE, gd.Hospital),
            (LABEL, english(f"hospital {number} of {land}")),
            (gd.country, thing("country", land)),
            (gd.city, Literal(f"Invented city {number % 10} of {land}")),
        )
    for number in range(sizes.centres):
        yield from _centre(at, number, sizes)
        yield from _expertise(land, centre(at, number), sizes.expertise, sizes, random)
    for number in range(sizes.shared):
        yield from _centre(following, number, sizes)
        yield from _expertise(land, centre(following, number), 1, sizes, random)


def _centre(country: int, number: int, sizes: Sizes) -> Iterator[Quad]:
    land = COUNTRIES[country]
    yield from _about(
        centre(country, number),
        (RDF_TYPE, gd.Centre),
        (RDF_TYPE, gd.ExpertCentre),
        (LABEL, english(f"centre {number} of {land}")),
        (UNIT_OF, thing("hospital", f"{land}-{number % sizes.hospitals}")),
        (gd.country, thing("country", land)),
        (gd.status, gd.concept_iri("status", "current" if number % 5 else "former")),
    )


def _expertise(node: str, of: NamedNode, how_many: int, sizes: Sizes, random: Random) -> Iterator[Quad]:
    """Half of it in the first tenth of the diseases, so that some have many centres."""
    for number in range(how_many):
        few = random.random() < 0.5
        disease = thing("disease", random.randrange(sizes.diseases // 10 if few else sizes.diseases))
        yield from _about(of, (gd.hasExpertiseIn, disease))
        yield from _about(
            thing("expertise", f"{node}-{of.value.rpartition('/')[2]}-{number}"),
            (RDF_TYPE, gd.Expertise),
            (gd.centre, of),
            (gd.disease, disease),
            (gd.evidenceKind, gd.concept_iri("evidence", random.choice(KINDS))),
            (gd.asOf, Literal(str(2010 + random.randrange(16)), datatype=G_YEAR)),
        )
