"""When the collector looks for cycles: a search or a page makes thousands of objects, and hardly a cycle.

A fault that was raised is one, with all that its frames held: many megabytes of an endpoint that sends too much. Only
the server has such: looking at every 100,000 objects it held 740 MB in a soak of 10,000 queries that ask others.
"""

import gc

# objects more than were let go; at 700, as Python has it, a sixth of a search went into looking
OFTEN, SELDOM = 2_000, 100_000


def settle(apart: int) -> None:
    """What is here already is never garbage, so that no look must touch and copy its pages; look so far apart."""
    gc.freeze()
    gc.set_threshold(apart)
