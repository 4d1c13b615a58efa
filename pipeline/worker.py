"""A local worker process: Beam's SDK worker, quiet, and gone when its driver is gone.

Started by ``pipeline.runners``; not a command of its own.
"""

import json
import logging
import os
import threading
import time

from pipeline.heap import relax_garbage_collection

PARENT_CHECK_SECS = 1.0


def _end_with_parent(parent: int) -> None:
    """A killed driver cannot tell its workers; they notice that they have another parent."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECS)
    os._exit(0)


def main() -> None:
    """Run the worker until its driver has no more work."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    # A handler of our own keeps Beam's start-up notes off the user's terminal: a failure reaches
    # the driver as the failed bundle.
    logging.getLogger().addHandler(logging.NullHandler())
    os.environ["PIPELINE_OPTIONS"] = json.dumps({"default_sdk_harness_log_level": "ERROR"})
    from apache_beam.runners.worker import sdk_worker_main

    relax_garbage_collection()
    sdk_worker_main.main([])


if __name__ == "__main__":
    main()
