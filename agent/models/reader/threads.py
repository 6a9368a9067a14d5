"""The threads of the matrix library that numpy brings (OpenBLAS)."""

import os

THREADS = "OPENBLAS_NUM_THREADS"


def keep_to_one_thread() -> None:
    """Have matrices multiplied by one thread, unless the environment says another number.

    A message is short: a second thread waits for the first, and on a busy machine it waits ten times as long as the work takes.
    The library looks once, when numpy is first imported, whoever imports it; so this is called before anything does.
    """
    os.environ.setdefault(THREADS, "1")
