"""Networks, their thematic groups, their published sizes, and how they work together."""

from typing import Annotated, ClassVar

from genoderm.loaders.directory import columns as c
from genoderm.loaders.directory import vocabulary as words
from genoderm.loaders.directory.cells import Refers, Slug, Text, Whole, several, word
from genoderm.loaders.directory.columns import Row, column

NetworkId = Annotated[
    Slug, Refers(("networks",)), column("id of the network", "example-network", "réseau", "netzwerk|netz")
]


class Network(Row):
    """A network: an ERN, a national, regional or international one, a programme, a foundation."""

    marks: ClassVar[tuple[str, ...]] = ("scope",)

    id: Annotated[Slug, column("the row's own id, a slug", "example-network", "identifiant", "kennung")]
    name: Annotated[
        Text, column("its name", "Example Network for rare skin diseases", "nom|dénomination", "name|bezeichnung")
    ]
    name_language: c.NameLanguage = ""
    other_names: Annotated[
        c.OtherNames, column("further names", "Rare Skin Example", "autres noms|alias", "weitere namen|andere namen")
    ] = ()
    acronym: c.Acronym = ""
    kind: Annotated[
        str, words.NETWORK_KIND, word(words.NETWORK_KIND), column("what it is", "national", "type|nature", "art|typ")
    ]
    part_of: Annotated[
        Slug,
        Refers(("networks",)),
        column("id of the network that it belongs to", "", "fait partie de|rattaché à", "teil von|gehört zu"),
    ] = ""
    scope_published: c.ScopePublished = ""
    scope: c.Scope = ()
    countries: c.Countries = ()
    regions: Annotated[
        tuple[Annotated[str, word(words.REGION)], ...],
        words.REGION,
        several("|;"),
        column("world regions", "europe|mediterranean", "régions|région", "regionen|region"),
    ] = ()
    coordinated_by: Annotated[
        Slug,
        Refers(("centres", "hospitals")),
        column(
            "id of the centre or hospital that coordinates it",
            "example-hospital",
            "coordonné par|coordination",
            "koordiniert von|koordination",
        ),
    ] = ""
    founded: c.Founded = ""
    website: Annotated[
        c.Website,
        column(
            "its own web site", "https://network.example.org/", "site web|site internet|site", "webseite|internetseite"
        ),
    ] = ""
    ror: Annotated[c.Ror, column("ROR id", "", "identifiant ror", "ror id|ror kennung")] = ""
    wikidata: Annotated[
        c.Wikidata, column("Wikidata id", "", "identifiant wikidata", "wikidata id|wikidata kennung")
    ] = ""
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""


class NetworkCount(Row):
    """A size of a network, as one page published it; pages that disagree are rows of their own."""

    network: NetworkId
    count: Annotated[Whole, column("how many", "12", "nombre|effectif", "anzahl|zahl")]
    unit: Annotated[
        str, words.COUNT_UNIT, word(words.COUNT_UNIT), column("of what", "centres", "unité|de quoi", "einheit|wovon")
    ]
    as_of: c.AsOf = ""
    source: c.SourceUrl = ""
    note: c.Note = ""


class Collaboration(Row):
    """Two networks that work together, and how."""

    network: NetworkId
    with_network: Annotated[
        Slug,
        Refers(("networks",)),
        column("id of the other network", "ern-skin", "avec le réseau|avec", "mit netzwerk|mit"),
    ]
    kind: Annotated[
        str,
        words.COLLABORATION_KIND,
        word(words.COLLABORATION_KIND),
        column("how they work together", "cooperation", "type|nature", "art|typ"),
    ]
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""


class Group(Row):
    """A thematic group of a network, and the diseases that it covers."""

    id: Annotated[Slug, column("the row's own id, a slug", "example-network-eb", "identifiant", "kennung")]
    network: NetworkId
    order: Annotated[Whole | None, column("its number in the network", "1", "ordre|numéro", "reihenfolge|nummer")] = (
        None
    )
    code: Annotated[Text, column("its abbreviation in the network", "EB", "code|sigle", "code|kürzel")] = ""
    name: Annotated[
        Text, column("its name in English", "Epidermolysis bullosa", "nom|nom anglais", "name|englischer name")
    ]
    name_fr: Annotated[
        Text,
        column("its name in French", "Épidermolyse bulleuse", "nom français|nom en français", "französischer name"),
    ] = ""
    scope_published: c.ScopePublished = ""
    scope: c.Scope = ()
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""
