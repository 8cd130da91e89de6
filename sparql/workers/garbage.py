"""When the collector looks for cycles: a search or a page makes thousands of objects, and hardly a cycle.

A fault that was raised is one, with all that its frames held: many megabytes of an endpoint that sends too much. Looked
for at every 100,000 objects, faults held 740 MB in a soak of 10,000 queries that ask others; at 10,000, 220 MB.
"""

import gc

SELDOM = 10_000  # objects more than were let go; at 700, as Python has it, a sixth of a search went into looking


def settle() -> None:
    """What is here already is never garbage, so that no look must touch and copy its pages; look seldom."""
    gc.freeze()
    gc.set_threshold(SELDOM)
