"""The command that serves."""

from typing import Annotated

import typer

from genoderm.api.commands.options import HomeFolder
from genoderm.api.server import serve as listen
from genoderm.graph.engines.publishing import held
from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from genoderm.graph.settings import settings
from genoderm.graph.terminal import err


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.", show_default="8000")] = None,
    home: HomeFolder = None,
) -> None:
    """Serve the current release over HTTP; builds the shipped tables first if there is none.

    Example: `genoderm serve --port 8080`
    """
    chosen = settings(host=host, port=port, home=home)
    if chosen.store.remote:
        release = Home(chosen.home).release(held(chosen.store)).name
        err.print(f"Release {release} at http://{chosen.host}:{chosen.port} ; stop it with Ctrl-C", highlight=False)
        listen(chosen)
        return
    releases = Home(chosen.home)
    if not releases.serves():
        err.print("There is no release yet: building one from the tables that ship.")
        from genoderm.api.commands.building import build_shipped  # noqa: PLC0415 - all loaders, and mostly not needed

        build_shipped(chosen)
    manifest = read_manifest(releases.current_release())
    err.print(f"Release {manifest.id} at http://{chosen.host}:{chosen.port} ; stop it with Ctrl-C", highlight=False)
    listen(chosen)
