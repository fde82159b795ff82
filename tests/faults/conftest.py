"""What the fault tests share."""

import pytest

from tests.faults.worker import Worker


@pytest.fixture
def start_worker(tmp_path):
    """Starts a worker at each call; all are gone at the end."""
    workers = []

    def start() -> Worker:
        workers.append(Worker(tmp_path / f"beat-{len(workers)}"))
        return workers[-1]

    yield start
    for worker in workers:
        worker.stop()
