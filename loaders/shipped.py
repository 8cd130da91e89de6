"""What ships with the package and is in every build: our words, the world's countries, our tables."""

from importlib.resources import files
from pathlib import Path

from genoderm.loaders.catalogue import LOADERS
from genoderm.loaders.recognise import Found, recognise
from genoderm.ontology.files import VOCABULARY


def folder(room: str) -> Path:
    """A folder of the installed package."""
    return Path(str(files("genoderm"))) / room


def shipped() -> tuple[Found, ...]:
    """The editions that ship; those with the detail "fallback" make way for fuller ones."""
    vocabulary = [folder("ontology") / name for name in VOCABULARY]
    return recognise([*vocabulary, folder("loaders") / "data"], LOADERS).editions
