"""Which files a source means, and the name that each has in the lake."""

import glob
import os
import stat
import unicodedata
from collections.abc import Iterator, MutableMapping, Sequence
from typing import NamedTuple

from transforms.reading.bounded import Refusal, is_gzip_name, unreadable

FORMS = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "xml",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".json": "json",
    ".jsonl": "lines",
}
"""How a file is read, by the ending of its name (before ``.gz``)."""

_READABLE = " ".join(FORMS)
_ADDRESS_SCHEMES = ("http://", "https://")


class SourceError(ValueError):
    """A source cannot be used as it was given; the message names it and says what to do."""


class SeedFile(NamedTuple):
    """A file that holds seed documents.

    Attributes:
      name: its path below the source, with ``/``, in Unicode form C; never a path of the machine.
      path: where it is.
      form: one of the values of ``FORMS``.
      modified_us: file time in microseconds since 1970-01-01 UTC.
      refusal: why it cannot be read, if that is known already.
    """

    name: str
    path: str
    form: str
    modified_us: int
    refusal: Refusal | None


def find_files(sources: Sequence[str], tally: MutableMapping[str, int]) -> list[SeedFile]:
    """Return the files of all sources, sorted by name.

    A file that several sources name is read once, under the first name in the order of the sources.

    Args:
      sources: paths of directories and files, and globs.
      tally: counts what is left out, by why: ``hidden``, ``other_kind``, ``named_twice``.

    Raises:
      SourceError: a source that names nothing readable, or two files with one name.
    """
    if not sources:
        raise SourceError("no source given: name a directory, a file or a glob")
    by_name: dict[str, SeedFile] = {}
    seen: set[str] = set()
    for source in sources:
        for file in _files_of(source, tally):
            real = os.path.realpath(file.path)
            if real in seen:
                _count(tally, "named_twice")
                continue
            seen.add(real)
            other = by_name.setdefault(file.name, file)
            if other is not file:
                raise SourceError(
                    f"{_shown(other.path)} and {_shown(file.path)} would both be called {file.name!r}: "
                    "name the directory that holds both instead"
                )
    return [by_name[name] for name in sorted(by_name)]


def find_again(path: str, name: str) -> SeedFile | None:
    """Return a file that was named ``name`` before, as it is now; None if its name does not tell what it holds."""
    form = _form_of(path)
    return _seed_file(path, os.path.dirname(path), form)._replace(name=name) if form else None


def _files_of(source: str, tally: MutableMapping[str, int]) -> list[SeedFile]:
    if source.lower().startswith(_ADDRESS_SCHEMES):
        raise SourceError(f"{source} is a live source, no file")
    if os.path.isdir(source):
        return _files_of_directory(source, tally)
    if os.path.lexists(source):
        return [_named_file(source)]
    if glob.has_magic(source):
        return _files_of_glob(source, tally)
    raise SourceError(f"{_shown(source)}: no such file or directory; check the path")


def _files_of_directory(source: str, tally: MutableMapping[str, int]) -> list[SeedFile]:
    try:
        os.listdir(source)
    except OSError as error:
        raise SourceError(f"{_shown(source)}: {unreadable(error).detail}; allow reading it") from error
    files = list(_walk(source, source, tally))
    if not files:
        raise SourceError(f"{_shown(source)}: holds no document to read; writethru reads {_READABLE}, each also .gz")
    return files


def _files_of_glob(source: str, tally: MutableMapping[str, int]) -> list[SeedFile]:
    base = _fixed_part(source)
    files: list[SeedFile] = []
    for path in sorted(glob.iglob(source, recursive=True)):
        if os.path.isdir(path):
            # "**" also yields each directory on its way; their files match by themselves.
            if "**" not in source:
                files.extend(_walk(path, base, tally))
        elif (form := _form_of(path)) is None:
            _count(tally, "other_kind")
        else:
            files.append(_seed_file(path, base, form))
    if not files:
        raise SourceError(f"{_shown(source)}: matches no document to read; check the pattern, and quote it")
    return files


def _named_file(source: str) -> SeedFile:
    form = _form_of(source)
    if form is None:
        raise SourceError(
            f"{_shown(source)}: cannot tell from its name what it holds; writethru reads {_READABLE}, each also .gz"
        )
    file = _seed_file(source, os.path.dirname(source), form)
    refusal = file.refusal or _refused_on_opening(source)
    if refusal is not None:
        raise SourceError(f"{_shown(source)}: {refusal.detail}; check the file and the right to read it")
    return file


def _refused_on_opening(path: str) -> Refusal | None:
    try:
        with open(path, "rb"):
            return None
    except OSError as error:
        return unreadable(error)


def _walk(top: str, base: str, tally: MutableMapping[str, int]) -> Iterator[SeedFile]:
    """Yield the files below ``top``; a directory that cannot be listed is one refused file.

    Not ``os.walk``: it recurses once a level on Python 3.11 and older, which deep trees overflow.
    Links to directories are not followed, as they may lead in a circle.
    """
    waiting = [top]
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(directory) as listing:
                children = sorted(listing, key=lambda child: child.name)
        except OSError as error:
            yield SeedFile(_name_of(directory, base), _shown(directory), "text", 0, unreadable(error))
            continue
        for child in children:
            if child.name.startswith("."):
                _count(tally, "hidden")
            elif child.is_dir(follow_symlinks=False):
                waiting.append(child.path)
            elif (form := _form_of(child.name)) is None:
                _count(tally, "other_kind")
            else:
                yield _seed_file(child.path, base, form)


def _seed_file(path: str, base: str, form: str) -> SeedFile:
    refusal: Refusal | None = None
    modified_us = 0
    try:
        status = os.stat(path)
        modified_us = status.st_mtime_ns // 1_000
        if not stat.S_ISREG(status.st_mode):
            # Opening a named pipe would wait for ever.
            refusal = Refusal("unreadable", "is not a regular file")
    except OSError as error:
        refusal = unreadable(error)
    shown = _shown(path)
    if shown != path:
        refusal = Refusal("bad_name", "its path is not valid text in this system's encoding; rename it")
    return SeedFile(_name_of(path, base), shown, form, modified_us, refusal)


def _form_of(path: str) -> str | None:
    stem = path[: -len(".gz")] if is_gzip_name(path) else path
    return FORMS.get(os.path.splitext(stem)[1].lower())


def _name_of(path: str, base: str) -> str:
    relative = os.path.relpath(path, base or os.curdir)
    return unicodedata.normalize("NFC", _shown(relative).replace(os.sep, "/"))


def _fixed_part(pattern: str) -> str:
    """Return the directory that leads a glob, up to its first part with a wildcard."""
    fixed: list[str] = []
    for part in pattern.split(os.sep)[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return os.sep.join(fixed) or (os.sep if pattern.startswith(os.sep) else os.curdir)


def _shown(path: str) -> str:
    """Return a path as valid text: bytes that are none become U+FFFD."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _count(tally: MutableMapping[str, int], why: str) -> None:
    tally[why] = tally.get(why, 0) + 1
