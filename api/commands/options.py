"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

FAULTS = 1
HomeFolder = Annotated[
    Path | None, typer.Option("--home", envvar="GENODERM_HOME", help="The folder of the releases.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
