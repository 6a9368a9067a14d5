"""The time for reading a mail by rules, by size, and the memory for one of 25 MB.

Asked for: the 99th percentile under 50 ms for mails below 100 kB, bounded memory for 25 MB.
"""

import argparse
import base64
import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from agent.intake.extract import Surroundings
from agent.intake.parse import MailLimits
from agent.intake.recogniser_table import RecogniserTable, load_table
from agent.intake.understand import understand

MAILS = Path(__file__).parent.parent / "tests" / "mail" / "seen"
RIVERA = Surroundings("US", "America/Chicago", frozenset({"sam@riveraplumbing.example.com"}))
SIZES = (1_000, 10_000, 50_000, 100_000)
HEAD = b"From: Jane Doe <jane@example.net>\nSubject: Fwd: {}\nDate: Tue, 17 Nov 2026 19:00:00 -0600\nContent-Type: "
HOSTILE = {
    "tags never closed": (b"text/html", b"<a b='"),
    "only tag openings": (b"text/html", b"<"),
    "nested tables": (b"text/html", b"<table><tr><td>"),
    "comments": (b"text/html", b"<!--"),
    "header blocks": (b"text/plain", b"From: a\n"),
    "attributions": (b"text/plain", b"On 1\n"),
    "quotes": (b"text/plain", b">" * 50 + b"\n"),
    "numbers": (b"text/plain", b"512-555-0142 "),
    "spelled digits": (b"text/plain", b"five one "),
    "digits": (b"text/plain", b"1"),
    "streets": (b"text/plain", b"1 A B C D St "),
    "labels": (b"text/plain", b"Phone: \n"),
    "introductions": (b"text/plain", b"this is A "),
    "days": (b"text/plain", b"Could you come Friday 1/1 "),
    "one long word": (b"text/plain", b"a"),
    "parts": (b"multipart/mixed; boundary=b", b"\n--b\n"),
}


def hostile(kind: bytes, piece: bytes, size: int) -> bytes:
    return HEAD + kind + b"\n\n" + piece * (size // len(piece))


def nested(size: int) -> bytes:
    """Return a mail of multiparts each inside the other, as many as fit."""
    layers = (
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(size // 55)
    )
    return HEAD + b"multipart/mixed; boundary=b0\n\n" + b"".join(layers)


def hostile_mails() -> dict[str, Callable[[int], bytes]]:
    """Return the function that builds each hostile mail of a given size."""
    repeated = {name: partial(hostile, kind, piece) for name, (kind, piece) in HOSTILE.items()}
    return {**repeated, "nested parts": nested}


def timed(read: Callable[[], object]) -> float:
    start = time.perf_counter()
    read()
    return (time.perf_counter() - start) * 1_000


def spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {ordered[len(ordered) // 2]:7.2f} ms   p99 {ordered[int(len(ordered) * 0.99)]:7.2f} ms"


def grown(raw: bytes, size: int, words: bytes) -> bytes:
    """Return the mail with more text, to about the size."""
    return raw + b"\n" + words * max(0, (size - len(raw)) // len(words))


def ordinary(table: RecogniserTable, limits: MailLimits, rounds: int) -> None:
    choose = random.Random(4)
    mails = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]
    words = b"The tank was dripping on Tuesday, so I put a bucket under it and called my brother. It is at 12 Oak.\n\n"
    for size in SIZES:
        fitting = [raw for raw in mails if len(raw) <= size] or mails[:1]
        times = []
        for _ in range(rounds):
            raw = grown(choose.choice(fitting), size, words)
            times.append(timed(lambda raw=raw: understand(raw, table, RIVERA, {}, limits)))  # type: ignore[misc]
        print(f"{size:>9,} bytes, {rounds} mails   {spread(times)}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the times of ordinary and hostile mails, and the memory for large ones."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300, help="ordinary mails of each size")
    parser.add_argument("--kilobytes", type=int, default=100, help="of the largest hostile mails")
    parser.add_argument("--megabytes", type=int, default=25, help="of the large ones")
    options = parser.parse_args(arguments)
    sizes = [options.kilobytes * 250 * quarters for quarters in (1, 2, 4)]
    table, limits = load_table(), MailLimits()
    understand(
        hostile(b"text/plain", b"call 512-555-0142 ", 100), table, RIVERA, {}, limits
    )  # loads the libraries
    ordinary(table, limits, options.rounds)
    for name, build in hostile_mails().items():
        times = [
            min(timed(lambda raw=raw: understand(raw, table, RIVERA, {}, limits)) for _ in range(3))  # type: ignore[misc]
            for raw in map(build, sizes)
        ]
        print(
            f"hostile: {name:<18} {', '.join(f'{size / 1_000:g}' for size in sizes)} kB: "
            + " ".join(f"{item:8.1f}" for item in times)
            + " ms"
        )
    large = base64.encodebytes(random.Random(4).randbytes(options.megabytes * 740_000))
    raw = HEAD + b"multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: image/png; name=a.png\n"
    raw += b"Content-Transfer-Encoding: base64\n\n" + large + b"--b--\n"
    del large
    tracemalloc.start()
    took = timed(lambda: understand(raw, table, RIVERA, {}, limits))
    peak = tracemalloc.get_traced_memory()[1]
    print(
        f"{len(raw):,} bytes: {took:.0f} ms (traced), peak memory beyond the mail itself {peak / 1e6:.1f} MB"
    )
    text = HEAD + b"text/html\n\n" + b"<p>It leaks &amp; drips.</p>\n" * (options.megabytes * 36_000)
    tracemalloc.reset_peak()
    took = timed(lambda: understand(text, table, RIVERA, {}, limits))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{len(text):,} bytes of HTML: {took:.0f} ms (traced), peak {peak / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
