"""How long work tells what it is doing, to whoever watches; who shows it is in `progress_shown`."""

from typing import Protocol


class Watch(Protocol):
    """Something that shows progress."""

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of so many units."""

    def advance(self, units: int) -> None:
        """So many units of the stage are done."""


class Silent:
    """Shows nothing."""

    def stage(self, name: str, total: int) -> None:
        """Show nothing."""

    def advance(self, units: int) -> None:
        """Show nothing."""
