"""What is attested of a centre: designations, memberships and expertise, each with its source."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from genoderm.loaders.directory import columns as c
from genoderm.loaders.directory import vocabulary as words
from genoderm.loaders.directory.cells import Orpha, PartialDate, Refers, Slug, Text, word
from genoderm.loaders.directory.columns import Row, column, in_order

CentreId = Annotated[Slug, Refers(("centres",)), column("id of the centre", "example-hospital-eb", "centre", "zentrum")]
PublishedAs = Annotated[
    Text,
    column(
        "the source's own few words", "epidermolysis bullosa", "libellé publié|publié comme", "wortlaut|laut quelle"
    ),
]


class Designation(Row):
    """A title that a centre holds: who gave it, at which level, for which diseases, since when."""

    marks: ClassVar[tuple[str, ...]] = ("level",)

    id: Annotated[Slug, column("the row's own id, a slug", "example-hospital-eb-national", "identifiant", "kennung")]
    centre: CentreId
    title: Annotated[
        Text, column("what the title is called", "National reference centre for EB", "titre|intitulé", "titel")
    ] = ""
    authority: Annotated[
        Slug,
        Refers(("authorities",)),
        column("id of the authority that gave it", "example-ministry", "autorité", "behörde"),
    ] = ""
    level: Annotated[
        str, words.LEVEL, word(words.LEVEL), column("level of the title", "reference", "niveau", "stufe|ebene")
    ] = ""
    network: Annotated[
        Slug,
        Refers(("networks",)),
        column("id of the network that it is a title of", "example-network", "réseau", "netzwerk|netz"),
    ] = ""
    scope_published: c.ScopePublished = ""
    scope: c.Scope = ()
    age_group: c.AgeGroup = ""
    labelled: Annotated[
        PartialDate,
        column("when the title was given", "2017", "labellisation|labellisé en", "anerkennung|anerkannt seit"),
    ] = ""
    renewed: Annotated[
        PartialDate, column("when it was last renewed", "2023", "renouvellement|renouvelé en", "erneuert|verlängert")
    ] = ""
    ended: Annotated[PartialDate, column("when it ended", "", "fin", "ende|beendet")] = ""
    evidence: c.Evidence = ""
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""

    @model_validator(mode="after")
    def _dates_in_order(self) -> "Designation":
        in_order(self.labelled, self.renewed, "labelled, renewed")
        in_order(self.labelled, self.ended, "labelled, ended")
        return self


class Membership(Row):
    """A centre in a network or thematic group, and its role there."""

    centre: CentreId
    of: Annotated[
        Slug,
        Refers(("networks", "groups")),
        column("id of the network or thematic group", "example-network", "réseau|membre de", "netzwerk|mitglied von"),
    ]
    role: Annotated[str, words.ROLE, word(words.ROLE), column("its role there", "member", "rôle", "rolle")] = "member"
    start: Annotated[PartialDate, column("since when", "2017", "début|depuis", "beginn|seit")] = ""
    end: Annotated[PartialDate, column("until when", "", "fin|jusqu'à", "ende|bis")] = ""
    status: c.Status = ""
    published_as: Annotated[
        PublishedAs,
        column(
            "the source's own few words",
            "member of the Example Network",
            "libellé publié|publié comme",
            "wortlaut|laut quelle",
        ),
    ] = ""
    evidence: c.Evidence = ""
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""

    @model_validator(mode="after")
    def _dates_in_order(self) -> "Membership":
        in_order(self.start, self.end, "start, end")
        return self


class Expertise(Row):
    """A centre's expertise in one disease or group of diseases, by one kind of evidence."""

    centre: CentreId
    disease: Annotated[
        Orpha,
        column(
            "ORPHA code of the disease or group",
            "79361",
            "maladie|code orpha|orpha",
            "krankheit|orpha code|orpha kennnummer",
        ),
    ]
    published_as: PublishedAs = ""
    designation: Annotated[
        Slug,
        Refers(("designations",)),
        column(
            "id of the designation that covers it",
            "example-hospital-eb-national",
            "labellisation|désignation",
            "anerkennung",
        ),
    ] = ""
    age_group: c.AgeGroup = ""
    status: c.Status = ""
    evidence: c.Evidence
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""
