"""The number of mails a second that the intake takes in, by kind, and the most memory that it needs.

A mail is taken in when its row, its person, its lead or touch, its notice, its audit row and its files are on the
disk; a new enquiry's drafted reply is counted apart, since it follows in a transaction of its own.
"""

import argparse
import base64
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up

HEAD = "Date: Wed, 18 Nov 2026 09:00:00 -0600\nMIME-Version: 1.0\n"
OLD = "Date: Tue, 18 Nov 2025 09:00:00 -0600\n"


def enquiry(number: int, head: str = HEAD) -> bytes:
    text = f"Hi, my kitchen sink number {number} leaks since Monday. Could you come this week?\n\nPat Number{number}"
    ids = f"From: Pat Number{number} <pat{number}@example.net>\nMessage-ID: <{len(head)}.{number}@example.net>\n"
    return f"{ids}Subject: Leaking sink {number}\n{head}\n{text}\n".encode()


def old_enquiry(number: int) -> bytes:
    """Return an enquiry so old that no reply is drafted."""
    return enquiry(number + 100_000, OLD)


def answer(number: int) -> bytes:
    """Return a further mail of somebody on record, in the thread that they began."""
    before = f"{len(HEAD)}.{number}@example.net"
    ids = f"From: Pat Number{number} <pat{number}@example.net>\nMessage-ID: <answer.{number}@example.net>\n"
    text = "Thursday works.\n\nOn Tue, Sam wrote:\n> Does Thursday suit you?\n"
    return f"{ids}In-Reply-To: <{before}>\nSubject: Re: Leaking sink {number}\n{HEAD}\n{text}".encode()


def newsletter(number: int) -> bytes:
    ids = (
        f"From: News <news@list.example.net>\nMessage-ID: <news.{number}@list.example.net>\nList-Id: <news>\n"
    )
    return f"{ids}Subject: News {number}\n{HEAD}\nAll about pipes, part {number}.\n".encode()


def large(number: int) -> bytes:
    photo = base64.encodebytes(random.Random(number).randbytes(18_000_000)).decode()
    ids = f"From: Pat Large{number} <large{number}@example.net>\nMessage-ID: <large.{number}@example.net>\n"
    head = (
        f"{ids}Subject: A photo\n{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nMy sink leaks.\n"
    )
    part = "--b\nContent-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n\n"
    return f"{head}{part}{photo}--b--\n".encode()


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def opened(home: Path) -> Office:
    environment = {"DESKHAND_HOME": str(home)}
    business = NewBusiness(
        name="Bench", time_zone="America/Chicago", own_addresses=("sam@bench.example.com",)
    )
    set_up(business, environment=environment)
    return open_office(now="2026-11-18T10:00:00", environment=environment)


def timed(office: Office, name: str, build: Callable[[int], bytes], mails: int) -> None:
    intake = office.intake("bench")
    raws = [build(number) for number in range(mails)]
    start = time.perf_counter()
    for number, raw in enumerate(raws):
        intake.receive(f"{name} {number}", raw)
    took = time.perf_counter() - start
    each = 1_000 * took / mails
    print(
        f"{name:<34} {mails / took:7.1f} mails/s   {each:7.1f} ms each   peak so far {peak_megabytes():.0f} MB"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a kind of mail."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mails", type=int, default=300, help="of each kind")
    parser.add_argument("--large", type=int, default=2, help="mails of 25 MB; 0 for none")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        office = opened(Path(folder))
        timed(office, "warming up", old_enquiry, 5)
        timed(office, "new enquiry, reply drafted", enquiry, options.mails)
        timed(office, "new enquiry, no draft", lambda number: old_enquiry(number + 5), options.mails)
        timed(office, "answer in a known thread", answer, options.mails)
        timed(office, "newsletter, skipped", newsletter, options.mails)
        timed(office, "on record by its Message-ID", newsletter, options.mails)
        if options.large:
            timed(office, "25 MB with a photo", large, options.large)
        office.close()


if __name__ == "__main__":
    main()
