"""Where the tables are that ship with the package."""

from pathlib import Path

SHIPPED = "genoderm"  # the name of their dataset, and of their graph
FOLDER = Path(__file__).resolve().parents[1] / "data"


def is_shipped(path: Path) -> bool:
    """The file is one of the package's own."""
    return path.resolve().parent == FOLDER
