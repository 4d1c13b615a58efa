"""A store of one's own for a test: the server's process, its bucket, and a gate that can be shut."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow.fs as fs

BUCKET, KEY_ID = "news", "desk"


class Store(NamedTuple):
    """A running server, as its environment names it, with an empty bucket ``news``."""

    process: subprocess.Popen[str]
    port: int

    def environment(self, port: int | None = None) -> dict[str, str]:
        """What a program needs to reach it, at its own port or through another."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port or self.port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": "not-looked-at",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@contextlib.contextmanager
def running_store() -> Iterator[Store]:
    """A server for as long as the block lasts."""
    program = [sys.executable, str(Path(__file__).with_name("s3_server.py")), "0", KEY_ID]
    # Its own variables are those of a client, and would make it one.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean)
    try:
        assert process.stdout is not None
        store = Store(process, int(process.stdout.readline()))
        client = fs.S3FileSystem(
            access_key=KEY_ID,
            secret_key="not-looked-at",
            region="us-east-1",
            scheme="http",
            endpoint_override=f"127.0.0.1:{store.port}",
            allow_bucket_creation=True,
        )
        client.create_dir(BUCKET)
        yield store
    finally:
        process.kill()
        process.wait()


class Gate:
    """A port that passes on to another while it is open; shut, it cuts what passes and refuses what comes."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._passing: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.port = 0
        self.open()

    def open(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def shut(self) -> None:
        assert self._listener is not None
        for each in (self._listener, *tuple(self._passing)):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._passing.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to_port))
                self._passing.update((near, far))
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while received := source.recv(65536):
                sink.sendall(received)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            self._passing.discard(each)
            each.close()
