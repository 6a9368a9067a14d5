"""From nothing to the newest schema, once, by one of many; and a database that can't be used is left as it is."""

import os
import sqlite3
import stat
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from furnished import TABLES, postgresql_url
from rivera import NOW
from several_processes import several
from sqlalchemy import CheckConstraint, create_engine, inspect
from sqlmodel import SQLModel

from entrypoints.bootstrap import open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.database import Database
from schemas.errors import BadConfiguration, DatabaseUnusable, OperatorMustAct
from schemas.migrations import ensure_current, guards, known_versions

RIVERA = NewBusiness(name="Rivera Plumbing", time_zone="America/Chicago")
NewUrl = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> NewUrl:
    """Make the URL of a database with nothing in it."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / 'deskhand.db'}"
    server: str = request.getfixturevalue("postgresql_server")
    return lambda: postgresql_url(server, "")


def environment(url: str, home: Path) -> dict[str, str]:
    return {"DESKHAND_HOME": str(home), "DESKHAND_DATABASE_URL": url}


def test_the_migrations_make_exactly_the_tables_of_the_records(new_url: NewUrl) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database = Database(new_url())
    ensure_current(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        found = inspect(connection)
        for name, table in TABLES.items():
            checks = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
            assert {c["name"] for c in found.get_check_constraints(name)} == checks
            assert found.get_pk_constraint(name)["constrained_columns"] == [
                c.name for c in table.primary_key.columns
            ]
            for key in found.get_foreign_keys(name):
                if key["referred_table"] != "businesses":
                    assert key["options"].get("deferrable"), (name, key)
                    assert key["options"].get("initially") == "DEFERRED", (name, key)
    database.close()


def test_a_current_database_is_left_alone(new_url: NewUrl) -> None:
    database = Database(new_url())
    ensure_current(database)
    with database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    ensure_current(database)
    with database.engine.connect() as connection:
        assert inspect(connection).get_table_names() == tables
    assert set(tables) == {*TABLES, "alembic_version"}
    database.close()


def test_a_newer_schema_is_refused_with_a_sentence_and_left_as_it_is(new_url: NewUrl, tmp_path: Path) -> None:
    url = new_url()
    set_up(RIVERA, now=NOW, environment=environment(url, tmp_path))
    database = Database(url)
    with database.writing_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for attempt in (
        lambda: ensure_current(database),
        lambda: open_office(now=NOW, environment=environment(url, tmp_path)),
        lambda: set_up(RIVERA, now=NOW, environment=environment(url, tmp_path)),
    ):
        with pytest.raises(DatabaseUnusable, match=r"newer Deskhand.*9999.*Nothing was changed; update"):
            attempt()
    with database.engine.connect() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    assert version == "9999"
    assert len(database.businesses()) == 1
    database.close()


def test_a_migration_that_breaks_half_way_leaves_nothing(
    new_url: NewUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(new_url())
    taken_away = guards._for_sqlite if database.is_sqlite else guards._for_postgresql

    def broken(guard: guards.Guard) -> Any:
        if guard.name == "moves_along":
            raise OSError("the power went")
        yield from taken_away(guard)

    with monkeypatch.context() as patch:
        patch.setattr(guards, taken_away.__name__, broken)
        with pytest.raises(OSError, match="the power went"):
            ensure_current(database)
    with database.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    ensure_current(database)
    with database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*TABLES, "alembic_version"}
    database.close()


def _set_up_at_once(barrier: Barrier, url: str, home: str, answers: Any) -> None:
    barrier.wait(60)
    try:
        business, new = set_up(
            RIVERA, now=NOW, environment={"DESKHAND_HOME": home, "DESKHAND_DATABASE_URL": url}
        )
        answers.put((business.business_id, new, ""))
    except Exception as error:
        answers.put(("", False, repr(error)))


@pytest.mark.usefixtures("processes")
def test_processes_that_set_up_one_home_at_once_make_one_business(new_url: NewUrl, tmp_path: Path) -> None:
    context, count = several(), 4
    url, barrier, answers = new_url(), context.Barrier(count), context.Queue()
    given = (barrier, url, str(tmp_path), answers)
    workers = [context.Process(target=_set_up_at_once, args=given) for _ in range(count)]
    for worker in workers:
        worker.start()
    heard = [answers.get(timeout=90) for _ in workers]
    for worker in workers:
        worker.join(30)
    assert [problem for _, _, problem in heard if problem] == []
    assert len({business_id for business_id, _, _ in heard}) == 1
    assert sorted(new for _, new, _ in heard) == [False] * (count - 1) + [True]
    database = Database(url)
    assert len(database.businesses()) == 1
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM members").scalar_one() == 1
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").all() == [
            (known_versions()[-1],)
        ]
    database.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


DAMAGED = {
    "text": lambda whole: b"Dear diary, this is not a database at all. " * 200,
    "beginning": lambda whole: b"\x00" * 100 + whole[100:],
    "middle": lambda whole: whole[:4096] + b"\xa5" * (len(whole) - 4096),
    "short": lambda whole: whole[: len(whole) // 3],
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_said_to_be_damaged_and_kept(
    sqlite_template: Path, tmp_path: Path, damage: str
) -> None:
    (tmp_path / "deskhand.db").write_bytes(DAMAGED[damage](sqlite_template.read_bytes()))
    before = contents(tmp_path)
    for attempt in (open_office, lambda **given: set_up(RIVERA, now=NOW, **given)):
        with pytest.raises(DatabaseUnusable, match=r"deskhand\.db can't be read.*Nothing was changed\."):
            attempt(environment={"DESKHAND_HOME": str(tmp_path)})
    after = contents(tmp_path)
    assert after["deskhand.db"] == before["deskhand.db"]


def test_another_programs_database_is_not_taken_over(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "deskhand.db")
    other.execute("CREATE TABLE contacts (name TEXT)")
    other.execute("INSERT INTO contacts VALUES ('Maria')")
    other.commit()
    other.close()
    with pytest.raises(OperatorMustAct):
        set_up(RIVERA, now=NOW, environment={"DESKHAND_HOME": str(tmp_path)})
    kept = sqlite3.connect(tmp_path / "deskhand.db")
    assert kept.execute("SELECT name FROM sqlite_master").fetchall() == [("contacts",)]
    assert kept.execute("SELECT * FROM contacts").fetchall() == [("Maria",)]
    kept.close()


def test_an_empty_home_is_told_to_be_set_up_and_stays_empty(tmp_path: Path) -> None:
    for home in (tmp_path, tmp_path / "not-there"):
        with pytest.raises(BadConfiguration, match=r"holds no business yet\. Set one up first: .* init"):
            open_office(now=NOW, environment={"DESKHAND_HOME": str(home)})
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_told_to_be_set_up(new_url: NewUrl, tmp_path: Path) -> None:
    url = new_url()
    if url.startswith("sqlite"):
        (tmp_path / "deskhand.db").touch()
    with pytest.raises(BadConfiguration, match="holds no business yet"):
        open_office(now=NOW, environment=environment(url, tmp_path))
    assert set_up(RIVERA, now=NOW, environment=environment(url, tmp_path))[1]
    open_office(now=NOW, environment=environment(url, tmp_path)).close()


def test_a_file_where_the_home_should_be_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("I am a file")
    with pytest.raises(OperatorMustAct, match=r"home can't be made .*--home"):
        set_up(RIVERA, now=NOW, environment={"DESKHAND_HOME": str(tmp_path / "home")})
    with pytest.raises(OperatorMustAct):
        open_office(now=NOW, environment={"DESKHAND_HOME": str(tmp_path / "home")})
    assert (tmp_path / "home").read_text() == "I am a file"


def test_a_folder_where_the_database_should_be_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "deskhand.db").mkdir()
    with pytest.raises(DatabaseUnusable, match=r"deskhand\.db can't be opened"):
        set_up(RIVERA, now=NOW, environment={"DESKHAND_HOME": str(tmp_path)})


def as_an_ordinary_user(home: Path, attempt: Callable[[], object]) -> str:
    """Run an attempt without root's right to write anywhere, in a child of this process; return what it says."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "it was let through"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            attempt()
        except OperatorMustAct as error:
            said = f"{type(error).__name__}: {error.message}"
        except BaseException as error:
            said = f"unexpected {error!r}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read().decode()
    os.waitpid(child, 0)
    return said


def opened_up(folder: Path) -> None:
    """Let everybody look into a folder of pytest's own, without which the child could not reach the home."""
    for one in (folder, *folder.parents):
        if one.owner() == folder.owner() and str(one) not in {"/", "/tmp"}:
            one.chmod(one.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)


@pytest.mark.usefixtures("processes")
def test_a_home_that_may_not_be_written_to_is_said_so_and_kept(sqlite_template: Path, tmp_path: Path) -> None:
    """Set up for the first time, opened, and written to."""
    home = tmp_path / "home"
    home.mkdir()
    where = {"DESKHAND_HOME": str(home)}
    opened_up(tmp_path)
    home.chmod(0o555)
    said = as_an_ordinary_user(home, lambda: set_up(RIVERA, now=NOW, environment=where))
    assert said.startswith("DatabaseUnusable: ")
    assert "can't be opened" in said
    assert "yours to write to" in said
    assert contents(home) == {}
    home.chmod(0o755)
    set_up(RIVERA, now=NOW, environment=where)
    open_office(now=NOW, environment=where).close()
    before = contents(home)
    for path in home.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    home.chmod(0o555)

    def write() -> None:
        from schemas.effects import Call

        office = open_office(now=NOW, environment=where)
        office.gate.submit(office.desk("cli"), Call(tool="add_contact", arguments={"first_name": "Maria"}))

    said = as_an_ordinary_user(home, write)
    assert said.startswith("DatabaseUnusable: ")
    assert "can't be" in said
    assert contents(home) == before
    home.chmod(0o755)


UNREACHABLE = {
    "nobody listens": "postgresql+psycopg://sam:hush@127.0.0.1:1/desk",
    "no such host": "postgresql+psycopg://sam:hush@no-such-host.invalid/desk",
    "without the driver's name": "postgresql://sam:hush@127.0.0.1:1/desk",
    "as Heroku writes it": "postgres://sam:hush@127.0.0.1:1/desk",
}


@pytest.mark.parametrize("url", UNREACHABLE.values(), ids=UNREACHABLE)
def test_a_postgresql_that_is_not_there_is_said_so_without_its_password(url: str, tmp_path: Path) -> None:
    for attempt in (open_office, lambda **given: set_up(RIVERA, now=NOW, **given)):
        with pytest.raises(DatabaseUnusable, match=r"can't be reached.*DESKHAND_DATABASE_URL") as refused:
            attempt(environment=environment(url, tmp_path))
        assert "hush" not in refused.value.message


def test_a_postgresql_database_that_does_not_exist_is_said_so(postgresql_server: str, tmp_path: Path) -> None:
    url = create_engine(postgresql_server).url.set(database="nobody_made_this")
    with pytest.raises(DatabaseUnusable, match=r"nobody_made_this.*can't be reached"):
        set_up(RIVERA, now=NOW, environment=environment(url.render_as_string(hide_password=False), tmp_path))


@pytest.mark.parametrize(
    "url", ["mysql://root@localhost/x", "oracle://x", "desk.db", "://", "sqlite+aiosqlite:///x"]
)
def test_a_database_url_of_another_kind_is_a_bad_setting(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"DESKHAND_DATABASE_URL.*postgresql"):
        set_up(RIVERA, now=NOW, environment=environment(url, tmp_path / "home"))
