"""What ships with the package and is in every build: our words, the world's countries, our tables."""

from pathlib import Path

from genoderm import ontology
from genoderm.loaders import countries
from genoderm.loaders.catalogue import LOADERS
from genoderm.loaders.directory.shipped import FOLDER
from genoderm.loaders.recognise import Found, recognise
from genoderm.ontology.files import VOCABULARY


def shipped() -> tuple[Found, ...]:
    """The editions that ship; those with the detail "fallback" make way for the source that it names."""
    words = [Path(ontology.__path__[0]) / name for name in VOCABULARY]
    tables = recognise([*words, FOLDER], LOADERS).editions
    return (*tables, Found(countries.edition(), countries.LOADER))
