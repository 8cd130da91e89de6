"""When a text is changed: not for little, since estimates are rough and a text that is left needs no second look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gain:
    """What has to be gained: how many times faster, and how many microseconds less."""

    times: float = 3.0
    less: float = 1500.0
    times_of_sets: float = 1.3  # both sides of a join of sets are looked through once, however wrong the estimate
    less_of_sets: float = 10_000.0

    def enough(self, before: float, after: float) -> bool:
        """Whether these microseconds are worth a change."""
        return before >= self.times * after and before - after >= self.less

    def enough_of_sets(self, before: float, after: float) -> bool:
        """The same, where a join becomes one of two sets."""
        return before >= self.times_of_sets * after and before - after >= self.less_of_sets


WORTH = Gain()
