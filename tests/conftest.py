"""Fixtures for all tests; its place also makes the modules beside it importable."""

import os
from pathlib import Path

import pytest
from tiny_model import save_tiny_model

# Before torch is loaded: workers beside each other that all want every core get in each other's way.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared():
    """Folder of clips and photos that are not part of the project."""
    if not (SHARED / "clips").is_dir():
        pytest.skip(f"needs the clips and photos in {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    """Folder of an exported model that is valid and knows nothing."""
    return save_tiny_model(tmp_path_factory.mktemp("tiny_model"))
