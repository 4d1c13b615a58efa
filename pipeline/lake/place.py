"""Where a lake lies: a folder, or a prefix of an S3 object store. Nothing else in the program asks which.

A store is named ``s3://BUCKET/PATH``; how to reach it stands in the environment (docs/object-stores.md), which
each process reads for itself, so that no key is ever pickled into a graph.
"""

import fnmatch
import os
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import pyarrow.fs as fs

SCHEME = "s3://"

# How long a store that is away is waited for, by deltalake for each of its requests.  Defended by
# ``test_a_store_that_is_away_for_a_while_loses_and_doubles_nothing``.
RETRY_SECS = 60
# How long one request, and Arrow's try to reach the store, may take; a large file's parts keep well within it.
REQUEST_SECS = 30
CONNECT_SECS = 5
ARROW_TRIES = 5

# Conditional puts decide which of two writers is first; without them a second commit would replace the first.
_STORAGE_OPTIONS = {
    "aws_conditional_put": "etag",
    "retry_timeout": f"{RETRY_SECS}s",
    "timeout": f"{REQUEST_SECS}s",
    "connect_timeout": f"{CONNECT_SECS}s",
}

# Other characters are escaped differently by the programs that will read the lake (deltalake itself lists
# ``a b`` and reads ``a%2520b``).
_SAFE_PART = re.compile(r"[A-Za-z0-9_=-][A-Za-z0-9._=-]*")


class LakeError(Exception):
    """A lake that cannot be used; the message names it and says what to do."""


class Place(Protocol):
    """A folder, or what stands for one; names below it are relative, with slashes."""

    def below(self, name: str) -> "Place":
        """The folder of that name in it."""

    def shown(self, name: str = "") -> Path | str:
        """Itself, or what has a name below it, as a user knows it."""

    @property
    def uri(self) -> str:
        """Itself, as deltalake takes it."""

    @property
    def storage_options(self) -> dict[str, str] | None:
        """What deltalake needs besides."""

    def open_filesystem(self) -> "fs.FileSystem | None":
        """What Arrow reads ``path_of`` with; None where paths are those of the machine."""

    def path_of(self, name: str) -> str:
        """What has a name below it, as ``open_filesystem`` takes it."""

    def exists(self) -> bool:
        """Whether there is anything in it."""

    def held(self) -> set[str]:
        """The names right below it; none if it does not exist yet.

        Raises:
          LakeError: it can be no folder.
        """

    def glob(self, pattern: str) -> Iterator[str]:
        """The files below it, by a pattern of as many parts as their names have."""

    def read_lines(self, name: str) -> Generator[str, None, None]:
        """The lines of a text file."""

    def put(self, name: str, write: Callable[[Any], None]) -> int:
        """Make a file of what ``write`` writes into what it is given; its size in bytes."""

    def delete(self, name: str) -> None:
        """Remove a file, if it is there."""

    def covers(self, path: Path) -> bool:
        """Whether a path of this machine is inside."""


def find_place(address: "str | os.PathLike[str] | Place") -> Place:
    """The place of an address: ``s3://BUCKET/PATH``, or a folder.

    Raises:
      LakeError: it is neither, or the environment contradicts itself.
    """
    if isinstance(address, FolderPlace | StorePlace):
        return address
    text = os.fspath(address)  # type: ignore[arg-type]
    scheme, separator, rest = text.partition("://")
    if not separator:
        return FolderPlace(Path(text).absolute())
    if f"{scheme.lower()}://" != SCHEME:
        raise LakeError(f"{text} names no lake: give a folder, or {SCHEME}BUCKET/PATH")
    bucket, _, prefix = rest.rstrip("/").partition("/")
    if not bucket or not prefix:
        raise LakeError(f"{text} names no lake: give a bucket and a path in it, as in {SCHEME}BUCKET/PATH")
    if not all(_SAFE_PART.fullmatch(part) for part in (bucket, *prefix.split("/"))):
        raise LakeError(f"{text} names no lake: parts of an address are letters, digits and any of . _ = -")
    _check_endpoint()
    return StorePlace(bucket, prefix)


@dataclass(frozen=True)
class FolderPlace:
    """A folder of this machine."""

    path: Path
    storage_options: None = None

    def below(self, name: str) -> "FolderPlace":
        return FolderPlace(self.path / name)

    def shown(self, name: str = "") -> Path:
        return self.path / name

    @property
    def uri(self) -> str:
        return str(self.path)

    def open_filesystem(self) -> None:
        return None

    def path_of(self, name: str) -> str:
        return str(self.path / name)

    def exists(self) -> bool:
        return self.path.exists()

    def held(self) -> set[str]:
        if self.path.exists() and not self.path.is_dir():
            raise LakeError(f"{self.path} is a file; give --lake a folder")
        return set(os.listdir(self.path)) if self.path.is_dir() else set()

    def glob(self, pattern: str) -> Iterator[str]:
        if "/" not in pattern:
            # A log of years has a hundred thousand names; a path for each would take a second.
            return iter(fnmatch.filter(os.listdir(self.path), pattern) if self.path.is_dir() else ())
        return (path.relative_to(self.path).as_posix() for path in self.path.glob(pattern))

    def read_lines(self, name: str) -> Generator[str, None, None]:
        with (self.path / name).open(encoding="utf-8") as lines:
            yield from lines

    def put(self, name: str, write: Callable[[Any], None]) -> int:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(str(path))
        return path.stat().st_size

    def delete(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def covers(self, path: Path) -> bool:
        return path.absolute().resolve().is_relative_to(self.path.resolve())


@dataclass(frozen=True)
class StorePlace:
    """A prefix of a bucket. Faults of the store are ``OSError`` here; ``told_by_store`` puts them into words."""

    bucket: str
    prefix: str

    def below(self, name: str) -> "StorePlace":
        return StorePlace(self.bucket, f"{self.prefix}/{name}")

    def shown(self, name: str = "") -> str:
        return f"{SCHEME}{self.path_of(name)}"

    @property
    def uri(self) -> str:
        return self.shown()

    @property
    def storage_options(self) -> dict[str, str]:
        return dict(_STORAGE_OPTIONS)

    def open_filesystem(self) -> "fs.FileSystem":
        return _open_s3()

    def path_of(self, name: str) -> str:
        return f"{self.bucket}/{self.prefix}/{name}".rstrip("/")

    def exists(self) -> bool:
        return bool(self.held())

    def held(self) -> set[str]:
        import pyarrow.fs as fs

        names = {name.partition("/")[0] for name in self._list(recursive=False)}
        # A bucket that is not there lists as an empty one.
        if not names and _open_s3().get_file_info(self.bucket).type == fs.FileType.NotFound:
            raise LakeError(f"{self.shown()}: there is no bucket {self.bucket!r} {_where()}; make it first")
        return names

    def glob(self, pattern: str) -> Iterator[str]:
        return (name for name in self._list("/" in pattern) if PurePosixPath(name).match(pattern))

    def _list(self, recursive: bool) -> list[str]:
        import pyarrow.fs as fs

        selector = fs.FileSelector(self.path_of(""), recursive=recursive, allow_not_found=True)
        start = len(self.path_of("")) + 1
        return [info.path[start:] for info in _open_s3().get_file_info(selector)]

    def read_lines(self, name: str) -> Generator[str, None, None]:
        with _open_s3().open_input_stream(self.path_of(name)) as file:
            yield from file.read().decode().splitlines(keepends=True)

    def put(self, name: str, write: Callable[[Any], None]) -> int:
        # An object is there whole or not at all: its upload is completed when it is closed.
        with _open_s3().open_output_stream(self.path_of(name)) as sink:
            write(sink)
            return int(sink.tell())

    def delete(self, name: str) -> None:
        try:
            _open_s3().delete_file(self.path_of(name))
        except FileNotFoundError:
            return  # another sweeper was faster

    def covers(self, path: Path) -> bool:
        return False


@lru_cache(maxsize=1)
def _open_s3() -> "fs.FileSystem":
    """Arrow's client, once a process; keys come from where AWS's own programs look for them."""
    # Loaded when it is needed: most lakes are folders.
    import pyarrow.fs as fs

    endpoint = urlsplit(os.environ.get("AWS_ENDPOINT_URL", ""))
    return fs.S3FileSystem(
        region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        scheme=endpoint.scheme or "https",
        endpoint_override=f"{endpoint.netloc}{endpoint.path.rstrip('/')}" or None,
        request_timeout=REQUEST_SECS,
        connect_timeout=CONNECT_SECS,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=ARROW_TRIES),
    )


def _check_endpoint() -> None:
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        raise LakeError(f"AWS_ENDPOINT_URL is {endpoint!r}; give it as https://HOST or http://HOST:PORT")
    if endpoint.startswith("http:") and os.environ.get("AWS_ALLOW_HTTP", "").lower() not in ("1", "true"):
        raise LakeError(f"AWS_ENDPOINT_URL is {endpoint!r}, without TLS; set AWS_ALLOW_HTTP=true if that is meant")


def _where() -> str:
    return f"at {os.environ.get('AWS_ENDPOINT_URL') or 'Amazon S3'}"


_FROM_STORE = re.compile(r"AWS Error [A-Z_]+|Generic S3 error|Error performing [A-Z]+ https?://")
_FAULTS = (
    (
        re.compile(r"NO_SUCH_BUCKET|NoSuchBucket"),
        "there is no such bucket {where}; make it, or correct the lake's address",
    ),
    (
        re.compile(
            r"INVALID_ACCESS_KEY_ID|SIGNATURE_DOES_NOT_MATCH|ACCESS_DENIED|INVALID_CLIENT_TOKEN_ID|EXPIRED_TOKEN"
            r"|InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|ExpiredToken|\b40[13] (?:Forbidden|Unauthorized)"
            r"|lacked the necessary privileges"
        ),
        "the store {where} refuses what it is asked with these credentials; see AWS_ACCESS_KEY_ID, "
        "AWS_SECRET_ACCESS_KEY, and what they may do",
    ),
    (
        re.compile(r"NETWORK_CONNECTION|REQUEST_TIMEOUT|error sending request|[Tt]imed out|[Tt]imeout|[Cc]onnect"),
        "the store {where} does not answer; see AWS_ENDPOINT_URL, and run again when it does",
    ),
)


def told_by_store(text: str) -> str | None:
    """What an error that comes from an object store means, in one line; None if it comes from elsewhere.

    Args:
      text: what the error says, however it was wrapped on its way here.
    """
    if not _FROM_STORE.search(text):
        return None
    for fault, meaning in _FAULTS:
        if fault.search(text):
            return meaning.format(where=_where())
    found = re.search(r"<Code>[^<]*</Code>", text) or re.search(r"AWS Error [^\n]*", text)
    return f"the store {_where()} failed: {found.group()[:300] if found else 'it did not say why'}"
