"""What all tests share."""

import logging
from pathlib import Path

import pytest

# Beam warns about optional parts that are not installed.
logging.getLogger().addHandler(logging.NullHandler())

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder of real documents beside a checkout; without it the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, real documents that are not part of the project")
    return SHARED
