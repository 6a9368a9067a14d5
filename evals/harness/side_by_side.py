"""Does many things in several processes side by side, each of which has one place to do them in."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar


class Place(Protocol):
    """The place where things are done."""

    def close(self) -> None:
        """Close the place."""


Thing = TypeVar("Thing")
Result = TypeVar("Result")
Somewhere = TypeVar("Somewhere", bound=Place)


def side_by_side(
    things: list[Thing],
    processes: int,
    place_for: Callable[[Thing], Somewhere],
    do: Callable[[Somewhere, Thing], Result],
) -> Iterator[Result]:
    """Yield each result as soon as it is there, in any order.

    Whoever stops asking stops the rest: what was handed on is all that was done.

    Args:
        things: to be done, all of which fit one place.
        processes: how many; with one, this process does it.
        place_for: makes the place; a function that another process can import, as is `do`.
        do: does one thing.
    """
    if processes == 1 or len(things) < 2:
        yield from _here(things, place_for, do)
        return
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(place_for, do, things[0])
    ) as pool:
        waiting: set[Future[Any]] = set()
        left = iter(things)
        try:
            while True:
                # A few wait for each process, so that little is thrown away when the run is stopped.
                while len(waiting) < processes * 2 and (thing := next(left, None)) is not None:
                    waiting.add(pool.submit(_do, thing))
                if not waiting:
                    return
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        finally:
            for one in waiting:
                one.cancel()


def _here(
    things: list[Thing], place_for: Callable[[Thing], Somewhere], do: Callable[[Somewhere, Thing], Result]
) -> Iterator[Result]:
    if not things:
        return
    place = place_for(things[0])
    try:
        for thing in things:
            yield do(place, thing)
    finally:
        place.close()


_own: list[tuple[Any, Any]] = []
"""The place of a process that does things for another, and what it does there."""


def _begin(place_for: Any, do: Any, first: Any) -> None:
    import atexit
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    place = place_for(first)
    _own.append((place, do))
    atexit.register(place.close)


def _do(thing: Any) -> Any:
    place, do = _own[0]
    return do(place, thing)
