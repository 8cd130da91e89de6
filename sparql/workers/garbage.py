"""When the collector looks for cycles: a search or a page makes thousands of objects, and hardly a cycle."""

import gc

SELDOM = 100_000  # objects more than were let go; at 700, as Python has it, a sixth of a search went into looking


def settle() -> None:
    """What is here already is never garbage, so that no look must touch and copy its pages; look seldom."""
    gc.freeze()
    gc.set_threshold(SELDOM)
