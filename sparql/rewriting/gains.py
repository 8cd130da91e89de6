"""When a text is changed: not for little, since estimates are rough and a text that is left needs no second look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gain:
    """What has to be gained: how many times faster, and how many microseconds less."""

    times: float = 3.0
    less: float = 1500.0

    def enough(self, before: float, after: float) -> bool:
        """Whether these microseconds are worth a change."""
        return before >= self.times * after and before - after >= self.less


WORTH = Gain()
