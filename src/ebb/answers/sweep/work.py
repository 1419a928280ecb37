"""Where cells are worked out: here, in processes of this machine, or on a Dask cluster the user has started.

Nothing is scheduled by ebb itself. Each way hands back cells as they finish, in any order; a cell is a pure function, so that
a lost worker costs only the time of its cell.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final

from ebb.answers.sweep.cell import Table, evaluate
from ebb.answers.sweep.grid import Cell
from ebb.errors import EbbError, UsageError

#: A finished cell: its table, or the error that stopped it.
Outcome = tuple[Cell, Table | EbbError]
#: How often a pool that lost a worker is started again for what is left.
_POOLS: Final = 3
#: Seconds a scheduler and its first worker have to answer.
PATIENCE: Final = 10
#: How often Dask tries a cell again whose worker died.
_TRIES: Final = 3


def here(cells: Sequence[Cell], act: Callable[[Cell], Table] = evaluate) -> Iterator[Outcome]:
    """One cell after another in this process."""
    for cell in cells:
        try:
            yield cell, act(cell)
        except EbbError as error:
            yield cell, error


def processes(cells: Sequence[Cell], workers: int, act: Callable[[Cell], Table] = evaluate) -> Iterator[Outcome]:
    """Cells in processes of this machine.

    Raises
    ------
    EbbError
        If workers die again and again; cells already yielded stay.
    """
    left = {cell.key: cell for cell in cells}
    context = multiprocessing.get_context("spawn")
    for _ in range(_POOLS):
        try:
            with futures.ProcessPoolExecutor(min(workers, len(left)), mp_context=context) as pool:
                asked = {pool.submit(act, cell): cell for cell in left.values()}
                try:
                    for future in futures.as_completed(asked):
                        outcome = _result(future, asked[future])
                        del left[asked[future].key]
                        yield outcome
                finally:
                    pool.shutdown(wait=False, cancel_futures=True)
            return
        except BrokenProcessPool:
            continue
    raise EbbError(
        f"{len(left)} of {len(cells)} cells could not be finished: their worker died {_POOLS} times",
        "ebb sweep --workers",
        "enough memory for every worker",
        "finished cells are kept: run the same command with fewer workers or draws",
    )


def _result(future: futures.Future[Table], cell: Cell) -> Outcome:
    try:
        return cell, future.result()
    except EbbError as error:
        return cell, error


def cluster(cells: Sequence[Cell], address: str, act: Callable[[Cell], Table] = evaluate) -> Iterator[Outcome]:
    """Cells on a Dask cluster.

    Parameters
    ----------
    address : str
        Of the scheduler, as its own log prints it: ``tcp://10.0.0.7:8786``.

    Raises
    ------
    UsageError
        If Dask is not installed, nothing answers there, there is no worker, or the cluster goes away; cells already
        yielded stay.
    """
    distributed = _distributed()
    client = connect(address)
    try:
        asked = client.map(act, cells, key=[f"ebb-{cell.key}" for cell in cells], pure=False, retries=_TRIES)
        of = {future.key: cell for future, cell in zip(asked, cells, strict=True)}
        for future in distributed.as_completed(asked, loop=client.loop):
            cell = of[future.key]
            if future.status == "finished":
                yield cell, future.result(timeout=PATIENCE)
            elif future.status == "error" and isinstance(error := future.exception(timeout=PATIENCE), EbbError):
                yield cell, error
            else:
                raise _gone(address, str(future.exception() if future.status == "error" else future.status))
            future.release()
    except (OSError, TimeoutError, futures.CancelledError) as error:
        raise _gone(address, type(error).__name__) from None
    finally:
        client.close(timeout=2)


def connect(address: str) -> Any:
    """A client of a running scheduler that has at least one worker.

    Raises
    ------
    UsageError
        If Dask is not installed, nothing answers at the address, or no worker has joined.
    """
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {address} ({type(error).__name__})",
            "ebb sweep --cluster",
            "the address a scheduler prints when it starts, as tcp://127.0.0.1:8786",
            "start one with: dask scheduler (finished cells are kept)",
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close(timeout=2)
        raise UsageError(
            f"the scheduler at {address} has no worker",
            "ebb sweep --cluster",
            "at least one worker with the same version of ebb",
            f"start one with: dask worker {address} --nthreads 1 (finished cells are kept)",
        ) from None
    return client


def cluster_memory(client: Any) -> int:
    """Bytes the smallest worker has for one cell at a time; 0 where it has no limit."""
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    each = [int(worker["memory_limit"]) // max(int(worker["nthreads"]), 1) for worker in workers]
    return min((amount for amount in each if amount > 0), default=0)


def _gone(address: str, why: str) -> UsageError:
    return UsageError(
        f"the cluster at {address} went away or gave a cell up ({why})",
        "ebb sweep --cluster",
        "a scheduler and workers that stay until the sweep is done",
        "finished cells are kept: start the cluster again and repeat the command",
    )


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise UsageError(
            "Dask is not installed",
            "ebb sweep --cluster",
            "the extra ebb[cluster] here and on every worker",
            'pip install "ebb[cluster]"',
        ) from None
    return distributed
