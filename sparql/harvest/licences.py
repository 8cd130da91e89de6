"""Which licences let others keep and pass on what they take: those that conform to the Open Definition 2.1."""

import re

OPEN = re.compile(
    r"https?://(?:"
    r"creativecommons\.org/(?:licenses/by(?:-sa)?/\d|publicdomain/(?:zero|mark)/1\.0)"
    r"|(?:www\.)?opendatacommons\.org/licenses/(?:pddl|by|odbl)\b"
    r"|spdx\.org/licenses/(?:CC0-1\.0|CC-BY-\d\.\d|CC-BY-SA-\d\.\d|PDDL-1\.0|ODC-By-1\.0|ODbL-1\.0)\b"
    r"|(?:www\.)?etalab\.gouv\.fr/licence-ouverte|data\.europa\.eu/eli/dec_impl/2011/833"
    r"|www\.nationalarchives\.gov\.uk/doc/open-government-licence/"
    r").*",
    re.IGNORECASE,
)


def is_open(licence: str) -> bool:
    """Whether the licence of this address is."""
    return OPEN.fullmatch(licence) is not None
