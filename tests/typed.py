"""The commands as a script would type them, in this process."""

from cli.command import Ran, deskhand, in_this_process

from evals.commands.cases import evaluate


def typed(*arguments: object, given: str = "") -> Ran:
    """Run `deskhand` with nobody at the terminal."""
    return deskhand(*arguments, given=given.encode())


def measured(*arguments: object) -> Ran:
    """Run `python -m evals`."""
    return in_this_process(evaluate, *arguments)
