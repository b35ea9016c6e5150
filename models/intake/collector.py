"""The garbage collector, set aside while millions of cells are made.

Every pass would look through all cells of the roster again and find nothing: they hang together in no circle.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No automatic collection inside; as it was afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # What was made here counts as long-lived at once, so that the next pass does not look through it either.
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()
