"""The two vendored scripts are the published ones, with their licence (docs/dependencies.md)."""

from hashlib import sha256
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent.parent / "entrypoints" / "web" / "static"
PUBLISHED = {
    "htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "hx-sse.min.js": "18ef2761356ec1fe0bb6d92612315b37517a7c1e9856b661c5ae81fef239d103",
}
"""File → SHA-256 of the file of that name in htmx.org 4.0.1's package."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_vendored_file_is_as_it_was_published(name: str) -> None:
    assert sha256((STATIC / name).read_bytes()).hexdigest() == PUBLISHED[name]


def test_their_licence_stands_beside_them() -> None:
    assert "Zero-Clause BSD" in (STATIC / "htmx-license.txt").read_text(encoding="utf-8")


def test_every_other_script_is_our_own() -> None:
    assert {path.name for path in STATIC.glob("*.js")} == {*PUBLISHED, "deskhand.js"}
