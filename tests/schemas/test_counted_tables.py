"""SQLite knows how its tables are filled, so that one person's rows are found by that person's index."""

from rivera import NOW
from sqlmodel import col, select

from entrypoints.bootstrap import open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from entrypoints.made_up.business import Wanted, make_business
from schemas.enums import OPEN_LEAD_STATUSES
from schemas.records import Lead


def plan(environment: dict[str, str], *, after_filling: bool) -> str:
    """Return the plan by which a new connection would look for the open leads of one person, newest first."""
    office = open_office(now=NOW, environment=environment)
    if after_filling:
        make_business(office.desk("cli"), office.gate, Wanted(), lambda _written, _total: None)
        office.close()
    asked = (
        select(Lead)
        .where(
            col(Lead.business_id) == office.business.business_id,
            col(Lead.contact_id) == "somebody",
            col(Lead.status).in_(OPEN_LEAD_STATUSES),
        )
        .order_by(col(Lead.created_at).desc())
    )
    compiled = asked.compile(office.database.engine, compile_kwargs={"literal_binds": True})
    with office.database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    office.close()
    return " ".join(str(row[-1]) for row in rows)


def test_one_persons_leads_are_found_by_the_person_once_a_connection_has_closed(
    sqlite_environment: dict[str, str],
) -> None:
    set_up(RIVERA, now=NOW, environment=sqlite_environment)
    assert "ix_leads_created" in plan(sqlite_environment, after_filling=False)
    assert "ix_leads_contact" in plan(sqlite_environment, after_filling=True)
