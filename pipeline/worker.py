"""A local worker process: Beam's SDK worker, quiet, and gone when its driver is gone.

Starting Python, Beam and the extractor takes over two seconds of a core.  So one *nursery* process
does that once, while the driver still lists its sources, and forks a ready worker whenever Beam
starts one: in every round, in some milliseconds, and sharing the memory of what was imported.

Beam runs ``python -m pipeline.worker SOCKET`` for each worker: a small process that passes on where
the worker is to report, and waits until it is done.  ``python -m pipeline.worker --nursery SOCKET``
is started by ``pipeline.nursery``.
"""

import importlib
import json
import logging
import os
import select
import signal
import socket
import sys
import threading
import time

PARENT_CHECK_SECS = 1.0
BACKLOG = 64
DONE = b"done"

# Where Beam tells a worker how to reach its runner (sdk_worker_main reads these).
BEAM_VARIABLES = ("CONTROL_API_SERVICE_DESCRIPTOR", "LOGGING_API_SERVICE_DESCRIPTOR", "WORKER_ID")


def ask_for_worker(path: str) -> int:
    """Have the nursery fork a worker, and wait until it is done; the exit code."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        variables = {name: os.environ[name] for name in BEAM_VARIABLES if name in os.environ}
        connection.sendall(json.dumps(variables).encode() + b"\n")
        return 0 if connection.makefile("rb").read() == DONE else 1


def run_nursery(path: str) -> None:
    """Fork workers until standard input ends, which it does when the driver does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's to answer
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(BACKLOG)
        _import_what_workers_need()
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [], PARENT_CHECK_SECS)
            _bury_the_dead()
            if sys.stdin in ready:
                return
            if listener in ready:
                _fork_worker(listener)


def _fork_worker(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    # No thread has been started here, which is what makes a fork safe.
    if os.fork():
        connection.close()
        return
    listener.close()
    os.environ.update(json.loads(connection.makefile("rb").readline()))
    _run_worker()
    connection.sendall(DONE)
    connection.close()
    os._exit(0)


def _bury_the_dead() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return  # there are no workers


def _import_what_workers_need() -> None:
    # A handler of our own keeps Beam's start-up notes off the user's terminal: a failure reaches
    # the driver as the failed bundle.
    logging.getLogger().addHandler(logging.NullHandler())
    for name in ("apache_beam.runners.worker.sdk_worker_main", "pipeline.graph"):
        importlib.import_module(name)
    from pipeline.heap import relax_garbage_collection
    from transforms.likeness.linking import shipped_model
    from transforms.text.language import detect_language

    detect_language("Both load their tables when they are first asked, so ask them now.")
    shipped_model()
    relax_garbage_collection()


def _run_worker() -> None:
    from apache_beam.runners.worker import sdk_worker_main

    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    # Beam prints the traceback of a failed bundle there, and sends it to the driver, which tells it in one line.
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for as long as the process lives
    os.environ["PIPELINE_OPTIONS"] = json.dumps({"default_sdk_harness_log_level": "ERROR"})
    sdk_worker_main.main([])


def _end_with_parent(parent: int) -> None:
    """A killed driver cannot tell its workers; they notice that they have another parent."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECS)
    os._exit(1)


if __name__ == "__main__":
    if sys.argv[1] == "--nursery":
        run_nursery(sys.argv[2])
    else:
        sys.exit(ask_for_worker(sys.argv[1]))
