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


# glibc's names (malloc.h); other C libraries return memory by themselves.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE_BYTES = 256 * 1024
_ARENAS = 4


def keep_heap_small() -> None:
    """Let the C library take large blocks from the system and return them at once, in a process of many rounds.

    By itself glibc soon keeps blocks of up to 32 MB, in pieces, and a heap for each of eight threads a core:
    a watch held 150 MB of free memory (``tests/test_soak.py``).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_M_ARENA_MAX, _ARENAS)


def give_back_memory() -> None:
    """Collect garbage and return what is free to the system, between two rounds."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
