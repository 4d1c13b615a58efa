"""An S3 server on loopback, in a process of its own: ``python s3_server.py PORT KEY_ID``.

Moto's, with two things it lacks.  It looks whether an object exists and then puts it, in many threads; S3
does both at once when a put is conditional, so here requests that write go one by one.  And it asks for no
key; here another key than KEY_ID is refused, as S3 does it.
"""

import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

_REFUSED = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.
</Message></Error>"""


class S3:
    """The WSGI application."""

    def __init__(self, key_id: str) -> None:
        self._app = create_backend_app("s3")
        self._key_id = key_id
        self._one_writes = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if f"Credential={self._key_id}/" not in environ.get("HTTP_AUTHORIZATION", ""):
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [_REFUSED]
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return self._app(environ, start_response)
        with self._one_writes:
            return list(self._app(environ, start_response))


class Quiet(WSGIRequestHandler):
    """Says nothing of requests, and keeps connections open as S3 does."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        return


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(sys.argv[1]), S3(sys.argv[2]), threaded=True, request_handler=Quiet)
    print(server.server_port, flush=True)
    server.serve_forever()
