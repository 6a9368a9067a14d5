"""A whole run: what is to be tried, what was tried before, and the record of it, a line a trial."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evals.case import Case, load, name_of
from evals.harness.playing import Bench, Task, bench_for, tasks_for
from evals.harness.record import Record
from evals.harness.side_by_side import side_by_side
from evals.trial import Trial
from schemas.errors import BadArguments
from schemas.settings import ModelSettings

RECORD = "trials.jsonl"
Progress = Callable[[int, int, Trial], None]


@dataclass(frozen=True)
class Wanted:
    """The wanted part of a run.

    Args:
        files: the cases.
        model: the language model; the built-in interpreter where None.
        trials: of each case.
        processes: side by side.
        folder: where the record is kept, and looked for; None for none.
    """

    files: list[Path]
    model: ModelSettings | None
    trials: int
    processes: int
    folder: Path | None = None


def chosen(folder: Path, pattern: str) -> list[Path]:
    """Return the cases of a folder whose name has the pattern in it, such as C7 or H1/talk.

    Raises:
        BadArguments: there is none.
    """
    from evals.case import case_files

    found = [path for path in case_files(folder) if pattern.casefold() in name_of(path).casefold()]
    if not found:
        raise BadArguments(
            f"No case in {folder} has {pattern!r} in its name. Nothing was tried.", {"cases": "fits nothing"}
        )
    return found


def for_model(files: list[Path], model: ModelSettings | None) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Return the cases that a model is asked to pass, and those that it is not, each with the reason.

    A language model is not asked about cases in which nobody speaks to it; the built-in interpreter's run takes them in,
    since they show the desk itself.
    """
    asked: list[Path] = []
    left: list[tuple[Path, str]] = []
    for path in files:
        why = _why_not(load(path), model)
        if why:
            left.append((path, why))
        else:
            asked.append(path)
    return asked, left


def _why_not(case: Case, model: ModelSettings | None) -> str:
    if model is None:
        return case.not_builtin
    return "" if case.says() else "nobody speaks to a model in it"


def run(wanted: Wanted, progress: Progress) -> list[Trial]:
    """Make every trial that is not on record yet.

    Args:
        wanted: what is asked for.
        progress: hears of each trial, with how many are done of how many.
    """
    tasks = tasks_for(wanted.files, wanted.trials, wanted.model)
    record = None if wanted.folder is None else Record(wanted.folder / RECORD, Trial)
    before = record.read() if record is not None else []
    known = {(one.case, one.number, one.key): one for one in before if one.counts}
    done = [known[id_] for task in tasks if (id_ := _id_of(task)) in known]
    left = [task for task in tasks if _id_of(task) not in known]
    for trial in side_by_side(left, wanted.processes, bench_for, Bench.play):
        done.append(trial)
        if record is not None:
            record.add(trial)
        progress(len(done), len(tasks), trial)
    return sorted(done, key=lambda one: (one.case, one.number))


def _id_of(task: Task) -> tuple[str, int, str]:
    return name_of(task.path), task.number, task.key
