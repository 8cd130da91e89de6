"""The terms of DCAT, SPDX and their neighbours, and the names of what is in our catalogue.

Names last: they are below the address of the site, with a fragment, so that each of them leads to the catalogue.
"""

from pyoxigraph import NamedNode

from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import DCAT, DCT, FOAF, XSD

SPDX = "http://spdx.org/rdf/terms#"
IANA = "https://www.iana.org/assignments/media-types/"
PREFIXES = {"spdx": SPDX, "dcat": DCAT, "foaf": FOAF}

ACCESS_URL = NamedNode(f"{DCAT}accessURL")
BYTE_SIZE = NamedNode(f"{DCAT}byteSize")
COMPRESS_FORMAT = NamedNode(f"{DCAT}compressFormat")
CURRENT_VERSION = NamedNode(f"{DCAT}hasCurrentVersion")
DATA_SERVICE = NamedNode(f"{DCAT}DataService")
DOWNLOAD_URL = NamedNode(f"{DCAT}downloadURL")
ENDPOINT_DESCRIPTION = NamedNode(f"{DCAT}endpointDescription")
ENDPOINT_URL = NamedNode(f"{DCAT}endpointURL")
HAS_VERSION = NamedNode(f"{DCAT}hasVersion")
IS_VERSION_OF = NamedNode(f"{DCAT}isVersionOf")
KEYWORD = NamedNode(f"{DCAT}keyword")
LANDING_PAGE = NamedNode(f"{DCAT}landingPage")
PREVIOUS_VERSION = NamedNode(f"{DCAT}previousVersion")
SERVES = NamedNode(f"{DCAT}servesDataset")
SERVICE = NamedNode(f"{DCAT}service")

CONFORMS_TO = NamedNode(f"{DCT}conformsTo")
DESCRIPTION = NamedNode(f"{DCT}description")
HAS_PART = NamedNode(f"{DCT}hasPart")
ISSUED = NamedNode(f"{DCT}issued")
MODIFIED = NamedNode(f"{DCT}modified")

AGENT = NamedNode(f"{FOAF}Agent")
NAME = NamedNode(f"{FOAF}name")

CHECKSUM = NamedNode(f"{SPDX}checksum")
CHECKSUM_CLASS = NamedNode(f"{SPDX}Checksum")
CHECKSUM_VALUE = NamedNode(f"{SPDX}checksumValue")
ALGORITHM = NamedNode(f"{SPDX}algorithm")
SHA256 = NamedNode(f"{SPDX}checksumAlgorithm_sha256")

DATE_TIME = NamedNode(f"{XSD}dateTime")
HEXADECIMAL = NamedNode(f"{XSD}hexBinary")
SIZE = NamedNode(f"{XSD}nonNegativeInteger")

PATH = "catalog"


def catalogue_iri(iris: Iris) -> NamedNode:
    """The catalogue itself."""
    return iris.place(PATH)


def entry(iris: Iris, kind: str, name: str) -> NamedNode:
    """Something in it: `entry(iris, "release", "cf3b2f916e046ba2")`."""
    return NamedNode(f"{iris.place(PATH).value}#{kind}-{name}")


def media_type(name: str) -> NamedNode:
    """A media type, as DCAT wants it named."""
    return NamedNode(f"{IANA}{name}")
