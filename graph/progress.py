"""How long work tells what it is doing, without knowing who looks."""

from typing import Protocol


class Watch(Protocol):
    """Something that shows progress: bars on a terminal, plain lines in a log."""

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of so many units."""

    def advance(self, units: int) -> None:
        """So many units of the stage are done."""

    def say(self, line: str) -> None:
        """Tell something that stays on the screen."""


class Silent:
    """Shows nothing."""

    def stage(self, name: str, total: int) -> None:
        """Show nothing."""

    def advance(self, units: int) -> None:
        """Show nothing."""

    def say(self, line: str) -> None:
        """Show nothing."""
