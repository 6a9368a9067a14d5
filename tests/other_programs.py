"""The programs that tests start and that are no Python: PostgreSQL, browsers, Node.

Under `.ci/anyday` Python has another day through a preloaded library, which would harm them; they keep the machine's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

PRELOADED = "LD_PRELOAD"


def environment() -> dict[str, str]:
    """Return this process's environment for a program that is no Python."""
    return {key: value for key, value in os.environ.items() if key != PRELOADED}


@contextmanager
def started_here() -> Iterator[None]:
    """Take the preloaded library out of this process's environment, for libraries that start programs by themselves."""
    preloaded = os.environ.pop(PRELOADED, None)
    try:
        yield
    finally:
        if preloaded is not None:
            os.environ[PRELOADED] = preloaded
