"""How often Python looks for garbage in a process that holds a round, and what is given back after one."""

import ctypes
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


def give_back_memory() -> None:
    """Collect garbage, and return to the system what the C library keeps of it.

    For between two rounds: a watch held 150 MB of free memory in pieces (``tests/test_soak.py``).
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc; others return it by themselves
    if trim is not None:
        trim(0)
