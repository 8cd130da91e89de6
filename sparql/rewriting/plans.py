"""What is planned of a query, and where it stands."""

from dataclasses import dataclass
from enum import StrEnum

from genoderm.sparql.rewriting.edits import Edit
from genoderm.sparql.rewriting.estimates import State
from genoderm.sparql.rewriting.patterns import Element, Group


class Setting(StrEnum):
    """How the engine evaluates a group."""

    MAIN = "main"  # the query's own, or that of a subselect: its joins are put in an order
    PLANNED = "planned"  # so are these
    JOINED = "joined"  # within a group that is joined: so are these, as if nothing were bound by what comes before
    EXISTS = "exists"  # in none, nor does a filter come before the end

    @property
    def planned(self) -> "Setting":
        """Of a group right within."""
        return Setting.PLANNED if self is Setting.MAIN else self

    @property
    def within(self) -> "Setting":
        """Of a group within that is joined with something."""
        return Setting.EXISTS if self is Setting.EXISTS else Setting.JOINED

    @property
    def selecting(self) -> "Setting":
        """Of the pattern of a subselect."""
        return Setting.MAIN if self in {Setting.MAIN, Setting.PLANNED} else Setting.JOINED


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a part of a query, the microseconds it takes, and what there is at its end."""

    edits: tuple[Edit, ...]
    time: float
    state: State

    def then(self, plan: "Plan") -> "Plan":
        """One plan after another."""
        return Plan(self.edits + plan.edits, self.time + plan.time, plan.state)


@dataclass(frozen=True, slots=True)
class Run:
    """Elements that are joined, and the one behind them that nothing is moved across."""

    joined: tuple[Element, ...]
    border: Element | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands: in which group, after what, alone or not."""

    group: Group
    state: State
    setting: Setting
    begun: bool
    alone: bool
