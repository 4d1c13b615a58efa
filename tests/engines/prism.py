"""Prism, Beam's local streaming runner, for tests that need it."""

import os
import shutil
from pathlib import Path

import pytest


def find_prism() -> str:
    """Its path; the test is skipped where there is none, unless WRITETHRU_ENGINES says that there must be one."""
    path = shutil.which("prism") or shutil.which(str(Path.home() / "go" / "bin" / "prism"))
    if path is None:
        if os.environ.get("WRITETHRU_ENGINES"):
            pytest.fail("WRITETHRU_ENGINES is set, but there is no Prism")
        pytest.skip("needs Prism (go install github.com/apache/beam/sdks/v2/go/cmd/prism@v2.77.0)")
    return path
