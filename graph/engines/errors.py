"""What can go wrong between us and an engine behind the API.

EngineFailed         502   its answer is none, or not what was asked
├── EngineAway       503   it cannot be reached, or breaks off; another replica may answer
├── EngineRefused    502   it said no; `code` is its status
└── NotPublished     503   it holds no release, or not the one that it should
"""

from genoderm.ontology.errors import GenodermError

SHOWN = 300  # characters of what an engine said


class EngineFailed(GenodermError):
    """An engine could not be asked, or its answer is none."""

    status = 502


class EngineAway(EngineFailed):
    """The engine cannot be reached, or breaks off."""

    status = 503
    retry_after = 2.0


class EngineRefused(EngineFailed):
    """The engine said no."""

    def __init__(self, told: str, code: int = 0) -> None:
        """Say what, and its status."""
        super().__init__(told)
        self.code = code


class NotPublished(EngineFailed):
    """The engine does not hold the release that it should."""

    status = 503
    retry_after = 5.0


def refused(name: str, code: int, said: str) -> EngineRefused:
    """What an engine's no means: its words, and where they are about who we are, what to look at."""
    words = " ".join(said.split())[:SHOWN]
    about = {401: "; look at `credentials` in [store]", 403: "; look at `credentials` in [store]"}.get(code, "")
    about = about or ("; is its disk full?" if code == 507 else "")
    return EngineRefused(f"the engine {name} answers {code}{f': {words}' if words else ''}{about}", code)
