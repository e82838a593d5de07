"""What the tests share: one profile for hypothesis, and a cache folder that is nobody's own."""

from pathlib import Path

import pytest
from duhamel.verification import kept
from hypothesis import settings

# the same examples on every machine, and no clock: a slow machine is not a wrong one
settings.register_profile("duhamel", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("duhamel")


@pytest.fixture
def cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder in the place of the user's cache."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(kept, "_folder", lambda: folder)
    return folder
