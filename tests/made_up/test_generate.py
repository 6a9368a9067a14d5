"""Making a business up: repeatable, refused where there is a real one, by one command."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.command import Ran, deskhand
from filled import Filled, fill, state_of
from rivera import NOW, Do

from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import NewBusiness, set_up
from entrypoints.made_up.business import CONTACTS, Wanted, make_business
from evals.observe import State
from schemas.enums import ActorKind
from schemas.errors import AgainstTheRules, BadArguments, Bug


def anonymous(state: State, office: Office) -> str:
    """Return all state, without the two ids that setting a business up draws."""
    content = {
        "rows": {table: list(rows.values()) for table, rows in state.rows.items()},
        "cards": [card.card.model_dump(mode="json") for card in state.cards.values()],
        "acts": [card.acts for card in state.cards.values()],
        "audit": list(state.audit.values()),
    }
    told = json.dumps(content, sort_keys=True, default=str)
    return told.replace(office.business.business_id, "BUSINESS").replace(office.owner.member_id, "OWNER")


def made_up(tmp_path: Path, now: str = NOW, **wanted: Any) -> tuple[str, dict[str, Any]]:
    environment = {"DESKHAND_HOME": str(tmp_path)}
    set_up(RIVERA, now=now, environment=environment)
    office = open_office(now=now, environment=environment)
    made = fill(office, **wanted)
    told = anonymous(state_of(office), office)
    office.close()
    return told, made.truth


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    return made_up(tmp_path_factory.mktemp("once"))


def test_the_same_seed_makes_the_same_business_to_the_last_id(
    made_once: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    assert made_up(tmp_path) == made_once


def test_another_seed_makes_another_business_that_holds_the_same_promises(
    made_once: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    told, truth = made_up(tmp_path, seed=8)
    assert told != made_once[0]
    assert truth["contacts"] == CONTACTS["small"]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("now", ["2026-02-02T06:30:00-06:00", "2027-07-31T23:50:00-05:00"])
def test_any_seed_and_time_leaves_something_for_today(tmp_path: Path, seed: int, now: str) -> None:
    """Check before opening on a Monday in winter, and late on a Saturday in summer."""
    environment = {"DESKHAND_HOME": str(tmp_path)}
    set_up(RIVERA, now=now, environment=environment)
    office = open_office(now=now, environment=environment)
    made = fill(office, seed=seed, days=60)
    state = state_of(office)
    filled = Filled(office, made, state, state)
    due = filled.ask("show_follow_ups")["follow_ups"]
    assert sum(one["follow_up_date"] == now[:10] for one in due) >= 3
    assert len(filled.ask("list_stale_leads")["leads"]) >= 3
    assert made.rows["interactions"] == 3_000
    office.close()


def test_a_business_with_records_is_refused_and_left_as_it_is(office: Office, do: Do) -> None:
    do("add_contact", first_name="Maria", phone="512-555-0142")
    before = state_of(office)
    with pytest.raises(AgainstTheRules, match=r"has records already.*Nothing was changed.*--home"):
        fill(office)
    assert state_of(office) == before


def test_it_is_refused_a_second_time(office: Office) -> None:
    fill(office)
    before = state_of(office)
    with pytest.raises(AgainstTheRules, match="has records already"):
        fill(office)
    assert state_of(office) == before


def test_a_record_that_was_undone_is_a_record_too(sqlite_office: Office, sqlite_do: Do) -> None:
    sqlite_do("add_contact", first_name="Maria", phone="512-555-0142")
    sqlite_do("undo")
    with pytest.raises(AgainstTheRules, match="has records already"):
        fill(sqlite_office)


@pytest.mark.parametrize("wanted", [{"days": 29}, {"days": 3_651}, {"days": -1}, {"size": "huge"}])
def test_what_can_not_be_made_is_refused_by_name(sqlite_office: Office, wanted: dict[str, Any]) -> None:
    with pytest.raises(BadArguments, match=next(iter(wanted))):
        fill(sqlite_office, **wanted)


def test_another_trade_is_not_filled_with_plumbing(tmp_path: Path) -> None:
    environment = {"DESKHAND_HOME": str(tmp_path)}
    set_up(NewBusiness(name="Tidy", trade="cleaning", time_zone="UTC"), now=NOW, environment=environment)
    office = open_office(now=NOW, environment=environment)
    with pytest.raises(AgainstTheRules, match="cleaning"):
        fill(office)
    office.close()


def test_only_the_owners_own_hand_can_have_a_past_made_up(sqlite_office: Office) -> None:
    desk = sqlite_office.desk("cli", ActorKind.MODEL)
    with pytest.raises(Bug, match="owner's own hand"):
        make_business(desk, sqlite_office.gate, Wanted(), lambda _written, _total: None)
    assert not state_of(sqlite_office).cards


def run(environment: dict[str, str], *arguments: str) -> Ran:
    return deskhand("--home", environment["DESKHAND_HOME"], "--now", NOW, *arguments)


def test_the_command_prints_what_was_made_and_keeps_the_truth_beside_it(
    sqlite_environment: dict[str, str],
) -> None:
    set_up(RIVERA, now=NOW, environment=sqlite_environment)
    ran = run(sqlite_environment, "generate", "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["rows"]["contacts"] == 300
    assert told["total"] == sum(told["rows"].values())
    assert told["rows_per_second"] > 0
    truth = Path(told["truth"])
    assert truth == Path(sqlite_environment["DESKHAND_HOME"]) / "truth.json"
    assert json.loads(truth.read_text(encoding="utf-8"))["contacts"] == 300
    again = run(sqlite_environment, "generate")
    assert again.code == 2
    assert "has records already" in again.err
