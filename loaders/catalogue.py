"""All loaders, in the order in which they are asked about a file: the most particular content first."""

from collections.abc import Sequence
from typing import Any

from genoderm.loaders import (
    countries,
    disease_tables,
    hpo,
    hpo_annotations,
    hpo_labels,
    icd11,
    mondo,
    orphanet_packets,
    orphanet_xml_classification,
    orphanet_xml_disorders,
    pulled,
    rml,
    ror,
    vocabulary,
)
from genoderm.loaders.directory import loader as directory
from genoderm.loaders.source import Loader

LOADERS: Sequence[Loader[Any]] = (
    orphanet_packets.LOADER,
    orphanet_xml_classification.LOADER,
    orphanet_xml_classification.NAMES_LOADER,
    orphanet_xml_disorders.LOADER,
    mondo.LOADER,
    icd11.LOADER,
    hpo.LOADER,
    hpo_annotations.LOADER,
    hpo_labels.LOADER,
    ror.LOADER,
    vocabulary.LOADER,
    countries.LOADER,
    disease_tables.LOADER,
    directory.LOADER,
    rml.LOADER,
    pulled.LOADER,
)


def loader_named(name: str) -> Loader[Any]:
    """The loader whose source goes by this name."""
    return next(loader for loader in LOADERS if loader.source.name == name)
