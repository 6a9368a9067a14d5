"""The emulator of a test run, and a business connected to one of its mailboxes."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from gmail.emulator import running
from gmail.fault_proxy import FaultProxy
from gmail.postbox import Postbox, connected
from rivera import NOW

from entrypoints.bootstrap import Office

NUMBERS = count(1)


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run the emulator, and yield its port."""
    with running(tmp_path_factory.mktemp("emulator")) as port:
        yield port


@pytest.fixture
def proxy(emulator: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    """Run a proxy of its own; in the end every request must have been one that Gmail's description knows."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    opened = FaultProxy(emulator)
    yield opened
    opened.close()
    assert opened.wrong == []


@pytest.fixture
def address() -> str:
    """Return a mailbox of the emulator that no other test has."""
    return f"box{next(NUMBERS)}@example.com"


@pytest.fixture
def postbox(
    office: Office, environment: dict[str, str], proxy: FaultProxy, address: str
) -> Iterator[Postbox]:
    """Open Rivera Plumbing with a connected mailbox, on each kind of database."""
    opened = connected(office, environment, proxy, address, NOW)
    yield opened
    opened.office.close()


@pytest.fixture
def sqlite_postbox(
    sqlite_office: Office, sqlite_environment: dict[str, str], proxy: FaultProxy, address: str
) -> Iterator[Postbox]:
    """Open as `postbox`, on SQLite alone."""
    opened = connected(sqlite_office, sqlite_environment, proxy, address, NOW)
    yield opened
    opened.office.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
