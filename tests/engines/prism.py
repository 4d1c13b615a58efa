"""Prism, Beam's local streaming runner, for tests that need it."""

import shutil
from pathlib import Path

from tests.needed import missing


def find_prism() -> str:
    """Its path; without it the test ends here."""
    path = shutil.which("prism") or shutil.which(str(Path.home() / "go" / "bin" / "prism"))
    return path or missing("prism", "go install github.com/apache/beam/sdks/v2/go/cmd/prism@v2.77.0")
