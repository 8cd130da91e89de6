"""The commands that make, list and remove the tokens of those who may write."""

from pathlib import Path
from typing import Annotated

import typer

from genoderm.api.credentials import add_token, read_tokens, remove_token
from genoderm.graph.settings import settings
from genoderm.ontology.errors import BadInput

HELP = """Make, list and remove the tokens of those who may write.

Example: `GENODERM_TOKENS=tokens.txt genoderm token add ern-skin`
"""
commands = typer.Typer(help=HELP, no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Whose token it is: small letters, digits, hyphens.")]


@commands.command()
def add(name: Name) -> None:
    """Make a token and print it, this once: the file of the setting `tokens` keeps a salted hash of it.

    Example: `GENODERM_TOKENS=tokens.txt genoderm token add ern-skin`
    """
    typer.echo(add_token(_file(), name))


@commands.command("list")
def list_() -> None:
    """List whose tokens there are.

    Example: `GENODERM_TOKENS=tokens.txt genoderm token list`
    """
    for known in read_tokens(_file()):
        typer.echo(known.name)


@commands.command()
def remove(name: Name) -> None:
    """Have a token be known no longer; a running server notices by itself.

    Example: `GENODERM_TOKENS=tokens.txt genoderm token remove ern-skin`
    """
    remove_token(_file(), name)


def _file() -> Path:
    file = settings().tokens
    if file is None:
        raise BadInput("no file of tokens is set; name one by GENODERM_TOKENS, or as `tokens` in genoderm.toml")
    return file
