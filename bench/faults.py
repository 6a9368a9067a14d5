"""The number of faults, put in by hand one at a time, that the tests notice, and those that they don't.

The faults stand in bench/faults/: what of which file is replaced, and what that breaks. Where code has moved, the entry no
longer fits: that is said, and fails. With --state a run can be stopped and gone on with.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import yaml
from _changes import Change
from _trial_options import parser, run

FAULTS = Path(__file__).parent / "faults"


class NoLongerFits(Exception):
    """An entry whose old text is not found exactly once."""


def faults_in(checkout: Path, folder: Path = FAULTS) -> list[Change]:
    """Return the faults as changes of a checkout.

    Raises:
        NoLongerFits: naming every entry that fits no more.
    """
    entries = [
        entry for path in sorted(folder.glob("*.yaml")) for entry in yaml.safe_load(path.read_text("utf-8"))
    ]
    changes, wrong = [], []
    for entry in entries:
        path = checkout / entry["file"]
        source, old = path.read_bytes() if path.exists() else b"", entry["old"].encode()
        found = source.count(old)
        if found != 1:
            wrong.append(f"{entry['breaks']}: its old text is found {found} times in {entry['file']}")
            continue
        begin = source.index(old)
        tests = tuple(entry.get("tests", ()))
        says = f"{entry['file']}: {entry['breaks']}"
        changes.append(
            Change(entry["breaks"], entry["file"], begin, begin + len(old), entry["new"], says, tests)
        )
    if wrong:
        raise NoLongerFits("\n".join(wrong))
    return changes


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how many faults were caught, and each that was missed."""
    options = parser(__doc__, 1_000).parse_args(arguments)
    try:
        return run(options, lambda checkout: faults_in(checkout)[: options.count])
    except NoLongerFits as error:
        print(f"These faults no longer fit the code:\n{error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
