"""The demonstration's own home: made anew each time, and never in a folder that holds anything else."""

from pathlib import Path
from shutil import rmtree

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from entrypoints.made_up.business import Wanted, make_business, write_truth
from schemas.errors import BadConfiguration

NOW = "2026-11-18T08:00:00-06:00"
"""A Wednesday, 08:00 where the business is; the demonstration's clock stands still."""
SEED = 7
MARK = "made-up-business.txt"
MARKED = "Made by `deskhand demo`, which makes all of this anew each time. Nobody in it is real.\n"
RIVERA = NewBusiness(
    name="Rivera Plumbing",
    owner="Sam Rivera",
    trade="plumbing",
    country="US",
    region="TX",
    time_zone="America/Chicago",
    currency="USD",
    own_addresses=("sam@riveraplumbing.example.com", "office@riveraplumbing.example.com"),
)
"""The business of the demonstration, and of every case and test beside it."""


def made_office(home: Path, seed: int = SEED) -> Office:
    """Return the office of a newly made-up business.

    Args:
        home: its folder; made, or cleared if it is an earlier demonstration's.
        seed: another one makes another business.

    Raises:
        BadConfiguration: the folder holds something else, or can't be written.
    """
    try:
        _clear(home)
    except OSError as error:
        raise BadConfiguration(
            f"The demonstration can't use {home} ({error.strerror}). Choose another folder with --home."
        ) from error
    nothing_set: dict[str, str] = {}
    set_up(RIVERA, home, NOW, nothing_set)
    office = open_office(home, NOW, nothing_set)
    made = make_business(office.desk("cli"), office.gate, Wanted(seed=seed), lambda _written, _of: None)
    write_truth(made, home)
    return office


def _clear(home: Path) -> None:
    """Clear the folder of an earlier run. The mark is written first and stays, so that no stopped run leaves
    one refused.
    """
    home.mkdir(parents=True, exist_ok=True)
    there = list(home.iterdir())
    mark = home / MARK
    if there and mark not in there:
        raise BadConfiguration(
            f"{home} is not empty and is no home of the demonstration, so nothing in it was touched. "
            "Choose an empty folder with --home."
        )
    mark.write_text(MARKED, encoding="utf-8")
    for path in there:
        if path.is_dir() and not path.is_symlink():
            rmtree(path)
        elif path != mark:
            path.unlink()
