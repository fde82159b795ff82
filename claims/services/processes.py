"""Processes of our own for heavy work: they die with their parent and work on the same database."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

from django.db import connection

from claims.services.duplicates.opening import StartDjango, end_with

Task = TypeVar("Task")
Result = TypeVar("Result")


@contextmanager
def worker_processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes with Django set up. Left by an error, what has not begun is not done.

    A worker that dies raises BrokenProcessPool; Ctrl-C reaches only this process, which ends them.
    """
    prepare = StartDjango(str(connection.settings_dict["NAME"]))
    with ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin, initargs=(os.getpid(), prepare)) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def done_in_order(
    pool: ProcessPoolExecutor, do: Callable[[Task], Result], tasks: Iterable[Task], *, ahead: int
) -> Iterator[Result]:
    """The result of each task, in their order. At most `ahead` are under way, so memory stays flat."""
    under_way: deque[Future[Result]] = deque()
    for task in tasks:
        under_way.append(pool.submit(do, task))
        if len(under_way) > ahead:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _begin(parent: int, prepare: StartDjango) -> None:
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare()
