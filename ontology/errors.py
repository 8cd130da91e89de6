"""The faults that Genoderm tells its users of.

    GenodermError            500
    ├── BadInput             400   a file, a row or a question that is not what it should be
    │   └── HostileFile      400   a file made to do harm, or one that no bound can be put on
    ├── NotFound             404
    ├── Conflict             409   somebody else holds what this needs
    └── BadRelease           500   a release on disk that is not what its manifest says

Each room adds its own below these; one handler turns the tree into problem+json and into exit statuses.
"""

LONG = 80  # characters of what somebody sent that a message shows: enough to find it again


def shown(text: str) -> str:
    """What somebody sent, as a message shows it: between quotes, and cut where it is long."""
    return repr(text if len(text) <= LONG else f"{text[:LONG]}…")


class GenodermError(Exception):
    """A fault with a sentence for its reader: what, where, and what would be right."""

    status = 500


class BadInput(GenodermError):
    """The input is not what it should be."""

    status = 400


class HostileFile(BadInput):
    """A file that would exhaust or escape the loader: refused before it is read any further."""


class NotFound(GenodermError):
    """Nothing goes by that name."""

    status = 404


class Conflict(GenodermError):
    """Another process holds what this needs."""

    status = 409


class BadRelease(GenodermError):
    """A release on disk is damaged, or of another version than this tool reads."""
