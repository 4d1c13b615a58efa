"""Programs that some tests need and that pip does not bring."""

import os
from typing import NoReturn

import pytest


def missing(engine: str, remedy: str) -> NoReturn:
    """Skip the test, unless WRITETHRU_ENGINES names the engine: then it must be here, and the test fails.

    ``.ci/run`` names those that it has installed or found.
    """
    if engine in os.environ.get("WRITETHRU_ENGINES", "").split():
        pytest.fail(f"WRITETHRU_ENGINES names {engine}, but it is not here; {remedy}")
    pytest.skip(f"needs {engine}; {remedy}")
