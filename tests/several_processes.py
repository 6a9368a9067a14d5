"""Processes that a test starts to have several at once."""

from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

IMPORTED = ["pytest", "entrypoints.bootstrap", "entrypoints.founding", "agent.conversation.orchestrator"]


def several() -> ForkServerContext:
    """Return the context to start them in: each is forked from a process that has imported the product and opened
    nothing, since to import it anew takes a second.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    return context
