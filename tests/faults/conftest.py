"""What the fault tests share."""

import pytest


@pytest.fixture
def start_worker(tmp_path):
    """Starts a worker at each call; all are gone at the end."""
    from tests.faults.worker import Worker  # models; Django is not set up yet when pytest reads this

    workers = []

    def start():
        workers.append(Worker(tmp_path / f"beat-{len(workers)}"))
        return workers[-1]

    yield start
    for worker in workers:
        worker.stop()
