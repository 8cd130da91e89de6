"""Orphanet as a source: what its licence asks every reader to be told."""

from genoderm.loaders.source import Source

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ATTRIBUTION = "© INSERM 1999, Orphanet / Orphadata, CC BY 4.0, https://www.orphadata.com"


def orphanet(name: str, title: str, homepage: str = "https://www.orphadata.com") -> Source:
    """One of Orphanet's products as a source."""
    return Source(name, title, "Orphanet, INSERM", homepage, LICENCE, ATTRIBUTION)
