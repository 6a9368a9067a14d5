"""A whole home in one file, made while it is used, and brought back whole, or not at all."""

import json
import threading
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from brought_in import known
from rivera import NOW, Do

from agent.backups.making import back_up
from agent.backups.restoring import restore
from entrypoints.bootstrap import Office, open_office
from schemas.errors import BadArguments, BadConfiguration, DatabaseUnusable, DeskhandError
from schemas.identity import FixedClock
from schemas.settings import settings_from

pytestmark = pytest.mark.databases

AT = datetime(2026, 11, 18, 16, tzinfo=UTC)


def silent(_said: str) -> None:
    """Show no progress."""


def backed_up(office: Office, target: Path) -> Path:
    back_up(office.database, office.settings.home, "Rivera", target, FixedClock(AT), silent)
    return target


def restored(source: Path, home: Path, *, replace: bool = False, **environment: str) -> None:
    restore(source, settings_from({"DESKHAND_HOME": str(home), **environment}), AT, silent, replace=replace)


def opened(home: Path, **environment: str) -> Office:
    return open_office(now=NOW, environment={"DESKHAND_HOME": str(home), **environment})


@pytest.fixture
def furnished(office: Office, do: Do) -> Office:
    do(
        "add_contact",
        first_name="Maria",
        phone="512-555-0142",
        email="maria@example.com",
        address="1 Main St",
    )
    do("open_lead", title="Repipe", contact="Maria", estimated_value=8000)
    do("convert_lead", lead="Repipe")
    card = do("mark_won", opportunity="Repipe", amount=8400).card
    assert card is not None
    office.gate.decide(office.desk("cli"), card.approval, card.digest)
    do("send_message", to="Maria", subject="Hello", text="Dear Maria")
    kept = office.settings.home / "mail" / "received" / "ab"
    kept.mkdir(parents=True)
    (kept / "abc.eml").write_bytes(b"Subject: x\r\n\r\ny")
    (office.settings.home / "sealing.key").write_text("secret")
    return office


def test_a_backup_of_either_database_comes_back_as_it_was(furnished: Office, tmp_path: Path) -> None:
    """Check that PostgreSQL's rows in an SQLite file serve both, and move from one to the other."""
    source = backed_up(furnished, tmp_path / "b.zip")
    assert source.stat().st_mode & 0o777 == 0o600
    home = tmp_path / "elsewhere"
    restored(source, home)
    other = opened(home)
    assert known(other) == known(furnished)
    assert (home / "mail" / "received" / "ab" / "abc.eml").read_bytes() == b"Subject: x\r\n\r\ny"
    assert (home / "sealing.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir() if path.name.startswith(".restoring")] == []
    other.close()


def test_a_backup_comes_back_into_postgresql_with_its_guards(
    furnished: Office, tmp_path: Path, empty_postgresql: str
) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import IntegrityError

    source = backed_up(furnished, tmp_path / "b.zip")
    url = {"DESKHAND_DATABASE_URL": empty_postgresql}
    restored(source, tmp_path / "elsewhere", **url)
    other = opened(tmp_path / "elsewhere", **url)
    assert known(other) == known(furnished)
    with pytest.raises(IntegrityError), other.database.writing_engine.begin() as connection:
        connection.execute(text("DELETE FROM contacts"))
    other.close()
    with pytest.raises(DatabaseUnusable, match="holds a business already"):
        restored(source, tmp_path / "third", **url)


def test_a_backup_is_taken_while_others_write(furnished: Office, tmp_path: Path, do: Do) -> None:
    stop, written = threading.Event(), 0
    environment = {"DESKHAND_HOME": str(furnished.settings.home)}
    if furnished.settings.database_url:
        environment["DESKHAND_DATABASE_URL"] = furnished.settings.database_url
    other = open_office(now=NOW, environment=environment)

    def write() -> None:
        from schemas.effects import Call

        nonlocal written
        while not stop.is_set() and written < 60:
            call = Call(tool="add_contact", arguments={"first_name": f"P{written}"})
            other.gate.submit(other.desk("cli"), call)
            written += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(2):
            source = backed_up(furnished, tmp_path / f"{number}.zip")
            restored(source, tmp_path / f"home{number}")
            opened(tmp_path / f"home{number}").close()
    finally:
        stop.set()
        writer.join()
        other.close()
    assert written


def test_a_home_with_something_in_it_is_refused_or_put_aside(furnished: Office, tmp_path: Path) -> None:
    source = backed_up(furnished, tmp_path / "b.zip")
    home = tmp_path / "there"
    home.mkdir()
    (home / "notes.txt").write_text("mine")
    with pytest.raises(BadConfiguration, match="--replace"):
        restored(source, home)
    assert [path.name for path in home.iterdir()] == ["notes.txt"]
    restored(source, home, replace=True)
    assert (home / "before-restore-20261118-160000" / "notes.txt").read_text() == "mine"
    opened(home).close()


def test_a_database_in_use_is_not_replaced(furnished: Office, tmp_path: Path) -> None:
    if furnished.settings.database_url:
        # PostgreSQL is never replaced: its database has to be empty, which another test holds.
        return
    source = backed_up(furnished, tmp_path / "b.zip")
    with furnished.desk("cli").unit.reading() as session:
        session.connection().exec_driver_sql("SELECT COUNT(*) FROM contacts").all()
        with pytest.raises(DatabaseUnusable, match="in use"):
            restored(source, furnished.settings.home, replace=True)
    assert (furnished.settings.home / "deskhand.db").exists()


def rewritten(source: Path, target: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return target


def test_a_newer_schema_is_refused(furnished: Office, tmp_path: Path) -> None:
    source = backed_up(furnished, tmp_path / "b.zip")
    with zipfile.ZipFile(source) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    manifest["schema_version"] = "9999"
    newer = rewritten(source, tmp_path / "newer.zip", "manifest.json", json.dumps(manifest).encode())
    with pytest.raises(DatabaseUnusable, match="newer Deskhand"):
        restored(newer, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["deskhand.db", "home/mail/received/ab/abc.eml"])
def test_a_damaged_backup_changes_nothing(furnished: Office, tmp_path: Path, name: str) -> None:
    source = backed_up(furnished, tmp_path / "b.zip")
    damaged = rewritten(source, tmp_path / "damaged.zip", name, b"something else")
    home = tmp_path / "elsewhere"
    with pytest.raises(BadArguments, match="damaged"):
        restored(damaged, home)
    assert list(home.iterdir()) == []


def test_a_backup_cut_short_anywhere_changes_nothing(furnished: Office, tmp_path: Path) -> None:
    whole = backed_up(furnished, tmp_path / "b.zip").read_bytes()
    for number, cut in enumerate(range(0, len(whole) - 1, max(len(whole) // 12, 1))):
        (tmp_path / "cut.zip").write_bytes(whole[:cut])
        with pytest.raises(DeskhandError):
            restored(tmp_path / "cut.zip", tmp_path / f"home{number}")


def test_a_backup_that_names_a_file_outside_is_refused(furnished: Office, tmp_path: Path) -> None:
    source = backed_up(furnished, tmp_path / "b.zip")
    with zipfile.ZipFile(source) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    manifest["digests"]["home/../../escaped"] = "0"
    evil = rewritten(source, tmp_path / "evil.zip", "manifest.json", json.dumps(manifest).encode())
    with pytest.raises(BadArguments, match="outside"):
        restored(evil, tmp_path / "deep" / "elsewhere")
    assert not (tmp_path / "escaped").exists()
