"""Reads the files of a site on a Dask cluster, with `BUILD_EXECUTOR = "hamerkop.build.dask_executor:executor"`.

The scheduler is the one that Dask itself is told of, as a rule by the variable DASK_SCHEDULER_ADDRESS.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager

from hamerkop.shared.extras import extra

RETRIES = 3  # of a task whose worker has ended


def executor() -> AbstractContextManager[Executor]:
    """Return what gives the executor of Dask's default scheduler, and disconnects from it in the end."""
    return _connected()


@contextmanager
def _connected() -> Iterator[Executor]:
    with extra("dask"):
        from distributed import Client
    with Client(set_as_default=False) as client:  # type: ignore[no-untyped-call]  # it has no types
        yield client.get_executor(pure=False, retries=RETRIES)
