"""How often Python looks for garbage in a process that holds a round."""

import gc

# Elements are plain tuples without cycles, and a round keeps hundreds of thousands of them: with
# Python's own thresholds a sixth of a run went into looking through them again and again
# (tests/bench/throughput.py).  Peak memory grew by less than a twentieth.
YOUNG_THRESHOLD = 200_000
OLDER_THRESHOLD = 20


def relax_garbage_collection() -> None:
    """Collect rarely; what modules hold is never looked at again."""
    gc.freeze()
    gc.set_threshold(YOUNG_THRESHOLD, OLDER_THRESHOLD, OLDER_THRESHOLD)
