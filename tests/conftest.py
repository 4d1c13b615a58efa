"""What all tests share."""

import logging
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine may stall any one example: time is never what a property fails by.
settings.register_profile("writethru", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("writethru")

# Beam warns about optional parts that are not installed.
logging.getLogger().addHandler(logging.NullHandler())

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder of real documents beside a checkout; without it the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, real documents that are not part of the project")
    return SHARED
