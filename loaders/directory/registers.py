"""What is told about the tables themselves: equivalences, further concepts of the schemes, the curators' ledger."""

from typing import Annotated, ClassVar

from genoderm.loaders.directory import columns as c
from genoderm.loaders.directory import vocabulary as words
from genoderm.loaders.directory.cells import Refers, Slug, Text, Texts, WebAddress, WebAddresses, Whole, word
from genoderm.loaders.directory.columns import Row, column

LabelEn = Annotated[
    Text, column("its name in English", "wound care", "libellé anglais|anglais", "englisch|bezeichnung englisch")
]
LabelFr = Annotated[
    Text,
    column(
        "its name in French",
        "soins des plaies",
        "libellé français|français|libellé",
        "französisch|bezeichnung französisch",
    ),
]
ExactMatch = Annotated[
    WebAddresses,
    column(
        "IRIs of concepts elsewhere that mean the same",
        "https://vocabulary.example.org/wound-care",
        "équivalent|correspondance exacte",
        "entspricht|genaue entsprechung",
    ),
]


class Equivalence(Row):
    """Two names of one thing, as a person decided: a row of a table, and its IRI elsewhere."""

    table: Annotated[
        str,
        words.EQUIVALENCE_TABLE,
        word(words.EQUIVALENCE_TABLE),
        column("table that the id is of", "hospitals", "table|tableau", "tabelle"),
    ]
    id: Annotated[Slug, Refers(("",)), column("id of the row", "example-hospital", "identifiant", "kennung")]
    same_as: Annotated[
        WebAddress,
        column(
            "IRI of the same thing: ROR, Wikidata, its web site, or its IRI in a Genoderm",
            "https://hospital.example.org/",
            "identique à|même que",
            "identisch mit|gleich",
        ),
    ]
    source: c.SourceUrl = ""
    note: c.Note = ""


class Specialty(Row):
    """A specialty that the shipped scheme lacks."""

    notation: Annotated[Slug, column("its slug", "wound-care", "spécialité|code de spécialité", "fachgebiet")]
    label_en: LabelEn
    label_fr: LabelFr = ""
    broader: Annotated[
        Slug, Refers(("specialties",)), column("the wider concept", "nursing", "plus large|parent", "oberbegriff")
    ] = ""
    exact_match: ExactMatch = ()


class Need(Row):
    """A care need that the shipped scheme lacks."""

    notation: Annotated[Slug, column("its slug", "wound-dressing", "besoin|code de besoin", "bedarf|bedürfnis")]
    label_en: Annotated[
        LabelEn,
        column(
            "its name in English",
            "access to wound dressings",
            "libellé anglais|anglais",
            "englisch|bezeichnung englisch",
        ),
    ]
    label_fr: Annotated[
        LabelFr,
        column(
            "its name in French",
            "accès aux pansements",
            "libellé français|français|libellé",
            "französisch|bezeichnung französisch",
        ),
    ] = ""
    broader: Annotated[
        Slug, Refers(("needs",)), column("the wider concept", "medical-expertise", "plus large|parent", "oberbegriff")
    ] = ""
    exact_match: Annotated[
        ExactMatch,
        column(
            "IRIs of concepts elsewhere that mean the same",
            "",
            "équivalent|correspondance exacte",
            "entspricht|genaue entsprechung",
        ),
    ] = ()


class LedgerEntry(Row):
    """What became of a row of the facts that the shipped tables were curated from; it is no part of the graph."""

    marks: ClassVar[tuple[str, ...]] = ("became",)

    fact_file: Annotated[Text, column("file of facts", "example_facts.tsv", "fichier", "datei")]
    row: Annotated[Whole, column("its row, the first is 1", "1", "ligne", "zeile")]
    published_as: Annotated[
        Text, column("what stands first in that row", "Example University Hospital", "publié comme", "laut quelle")
    ] = ""
    became: Annotated[Texts, column("`table:id`, or `table`", "hospitals:example-hospital", "devenu", "wurde")] = ()
    reason: Annotated[Text, column("why it was left out or corrected", "", "raison", "grund")] = ""
