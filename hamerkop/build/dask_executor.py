"""Reads the files of a site on a Dask cluster, with `BUILD_EXECUTOR = "hamerkop.build.dask_executor:executor"`.

The address of the scheduler is that of Dask's own configuration, as a rule the variable DASK_SCHEDULER_ADDRESS.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from hamerkop.shared.extras import extra

SECONDS_TO_WAIT = 10  # for the scheduler, and for a worker


class NoScheduler(Exception):
    """No scheduler is configured; the message says what to do."""


@contextmanager
def executor() -> Iterator[Executor]:
    """Yield the executor of the scheduler that Dask is configured for, and disconnect from it in the end.

    Raises NoScheduler, OSError if the scheduler does not answer, and TimeoutError if it has no worker.
    """
    with extra("dask"):
        import dask
        from distributed import Client
    address = dask.config.get("scheduler-address", None)
    if not address:
        raise NoScheduler("set DASK_SCHEDULER_ADDRESS, for example to tcp://scheduler:8786")
    connect: Any = Client  # it has no types
    with connect(address, timeout=SECONDS_TO_WAIT, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=SECONDS_TO_WAIT)
        yield client.get_executor(pure=False)
