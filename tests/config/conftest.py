from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.embedded_users import kill_all, servers, temporary_root


@pytest.fixture
def root() -> Iterator[Path]:
    """An empty directory for servers of the test's own."""
    with temporary_root() as path:
        yield path


@pytest.fixture(scope="module")
def _shared_root() -> Iterator[Path]:
    with temporary_root() as path:
        yield path


@pytest.fixture
def used_root(_shared_root: Path) -> Iterator[Path]:
    """A directory that earlier tests have left data in, which saves creating it. Nothing may run there afterwards."""
    yield _shared_root
    left = servers(_shared_root)
    kill_all(_shared_root)
    assert left == {}
