"""A process that reads a connected mailbox, prints a line a message, and is there to be killed."""

import sys

from entrypoints.bootstrap import open_office
from entrypoints.mail_rounds import following_of


def main() -> None:
    office = open_office()
    following = following_of(office)
    assert following is not None
    following.mailbox.gmail.quota.units_a_minute = 10**9  # type: ignore[attr-defined]
    for taken in following.catch_up():
        sys.stdout.write(f"{taken.own_id} {taken.fate}\n")
        sys.stdout.flush()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
