"""Writes anew what the tests compare with, by the code as it is: `python tests/pins/record.py`.

What is recorded is the behaviour of the version that the home was made by. Where a later one is meant to differ, look at
`git diff` line by line, and list what changed where the change is told.
"""

import tempfile
from pathlib import Path

import pinned_answers
import pinned_outcomes
from pinned_home import copy_files, load_sqlite, opened
from pinned_outcomes import Replay


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, sequence in pinned_outcomes.SEQUENCES.items():
            home = Path(folder) / name
            copy_files(home)
            load_sqlite(home / "deskhand.db")
            with opened({"DESKHAND_HOME": str(home)}) as at:
                pinned_outcomes.record(name, list(sequence(Replay(at))))
        for name, asked in pinned_answers.KINDS.items():
            home = Path(folder) / name
            copy_files(home)
            load_sqlite(home / "deskhand.db")
            pinned_answers.ANSWERS.mkdir(exist_ok=True)
            answers = "".join(asked({"DESKHAND_HOME": str(home)}))
            (pinned_answers.ANSWERS / f"{name}.txt").write_bytes(answers.encode())


if __name__ == "__main__":
    main()
