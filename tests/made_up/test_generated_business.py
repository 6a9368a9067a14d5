"""A made-up business is believable, and as well guarded as a real one."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

import phonenumbers
import pytest
from filled import Filled, fill, state_of
from rivera import NOW, OpenFurnished

from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from entrypoints.made_up.business import CONTACTS, TOUCHES_EACH, Made, write_truth
from entrypoints.made_up.words import numbers
from evals.invariants import broken
from evals.observe import State
from schemas.effects import Call, Outcome, OutcomeKind


def seen_before_and_after(office: Office) -> tuple[Made, State, State]:
    """Fill the small business of seed 7."""
    empty = state_of(office)
    made = fill(office)
    return made, empty, state_of(office)


@pytest.fixture
def filled(furnished_office: OpenFurnished[tuple[Made, State, State]]) -> Filled:
    """Open the small business, on each kind of database."""
    office, seen = furnished_office(seen_before_and_after)
    return Filled(office, *seen)


@pytest.fixture
def sqlite_filled(sqlite_furnished_office: OpenFurnished[tuple[Made, State, State]]) -> Filled:
    """Open as `filled`, on SQLite alone."""
    office, seen = sqlite_furnished_office(seen_before_and_after)
    return Filled(office, *seen)


def test_there_are_as_many_of_each_as_was_asked_for(filled: Filled) -> None:
    assert len(filled.rows("contacts")) == CONTACTS["small"]
    assert len(filled.rows("interactions")) == CONTACTS["small"] * TOUCHES_EACH
    assert filled.made.rows == {table: len(filled.rows(table)) for table in filled.made.rows}
    assert min(filled.made.rows.values()) > 3


def test_the_invariants_hold_and_nothing_was_won_or_shared_without_a_yes(filled: Filled) -> None:
    """Check the invariants but images of single rows: what is made up is written down as one step."""
    told = broken(filled.empty, filled.state)
    assert [sentence for sentence in told if not sentence.startswith("written without audit")] == []
    assert broken(filled.state, filled.state) == []
    [card] = filled.state.cards.values()
    assert (card.status, card.decided, card.chosen_act) == ("done", True, "ImportPastWins")
    won = [deal for deal in filled.rows("opportunities") if deal["stage"] == "won"]
    assert {deal["won_approval_id"] for deal in won} == {card.approval_id}
    shared = [row for row in filled.rows("phones") if row["shared_approval_id"]]
    assert {row["shared_approval_id"] for row in shared} == {card.approval_id}
    payload = card.acts["yes"]["payload"]
    assert payload["wins"] == len(won)
    assert payload["shared_numbers"] == len(shared) > 0
    assert float(payload["worth"]) == sum(float(deal["amount"]) for deal in won)


def test_the_next_write_through_the_gate_is_audited_and_can_be_undone_but_the_past_can_not(
    filled: Filled,
) -> None:
    office = filled.office
    refused = office.gate.submit(office.desk("cli"), Call(tool="undo"))
    assert refused.kind == OutcomeKind.REFUSED
    filled.ask("open_lead", title="Leaky tub")
    after = state_of(office)
    assert broken(filled.state, after) == []
    assert len(after.rows["leads"]) == len(filled.rows("leads")) + 1
    filled.ask("undo")


def test_the_next_lead_goes_on_counting_where_the_month_stands(filled: Filled) -> None:
    references = [lead["reference"] for lead in filled.rows("leads")]
    assert len(set(references)) == len(references)
    this_month = sorted(one for one in references if one.startswith("LEAD202611"))
    lead_id = filled.ask("open_lead", title="Leaky tub")["lead_id"]
    found = state_of(filled.office).rows["leads"][lead_id]["reference"]
    assert int(found[10:]) == int(this_month[-1][10:]) + 1 == len(this_month) + 1


def test_the_lists_of_a_morning_give_believable_answers(filled: Filled) -> None:
    due = filled.ask("show_follow_ups")["follow_ups"]
    assert sum(one["follow_up_date"] == "2026-11-18" for one in due) >= 3
    assert any(one["overdue"] for one in due)
    quiet = filled.ask("list_stale_leads")["leads"]
    assert 3 <= len(quiet) <= 30
    assert all(one["business_days"] >= 3 and one["last_touch"] != "none yet" for one in quiet)
    pipeline = filled.ask("show_pipeline")
    assert pipeline["new"] > 0
    assert pipeline["proposals_out"] >= 3
    assert pipeline["in_follow_up"] > 0
    assert pipeline["oldest_open_lead"]["days"] <= 90
    customers = filled.ask("newest_customers", count=5)["customers"]
    since = [one["customer_since"] for one in customers]
    assert len(since) == 5
    assert since == sorted(since, reverse=True)
    assert since[0] >= "2026-11-01"


def test_every_month_has_wins_and_losses_and_30_to_70_percent_are_won(filled: Filled) -> None:
    won = lost = 0
    for month in ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"):
        page = filled.ask("win_loss", month=month)
        won, lost = won + page["won"], lost + page["lost"]
        assert page["won"] > 0, month
        assert page["leads_by_outcome"].get("disqualified", 0) > 0, month
        assert len(page["top_sources"]) >= 3
        assert 1 <= page["average_days_to_close"] <= 40
    assert 0.30 <= won / (won + lost) <= 0.70


def test_reasons_are_given_for_what_was_lost_or_turned_away(sqlite_filled: Filled) -> None:
    deals, leads = sqlite_filled.rows("opportunities"), sqlite_filled.rows("leads")
    assert all((deal["stage"] == "lost") == (deal["lost_reason"] is not None) for deal in deals)
    assert len({deal["lost_reason"] for deal in deals if deal["lost_reason"]}) >= 4
    turned = Counter(lead["disqualification_reason"] for lead in leads if lead["status"] == "disqualified")
    assert None not in turned
    assert len(turned) >= 4


def test_rows_agree_with_each_other_as_the_tools_would_have_left_them(sqlite_filled: Filled) -> None:
    rows = sqlite_filled.state.rows
    now = sqlite_filled.office.clock.now()
    last: dict[str, datetime] = defaultdict(lambda: datetime.min.replace(tzinfo=now.tzinfo))
    for touch in rows["interactions"].values():
        at = datetime.fromisoformat(touch["timestamp"])
        assert at <= now
        for key in ("lead_id", "opportunity_id"):
            if touch[key]:
                last[touch[key]] = max(last[touch[key]], at)
        pending = touch["follow_up_status"] == "pending"
        assert pending or touch["follow_up_status"] == "none" or touch["follow_up_date"] < "2026-11-18"
    for lead in rows["leads"].values():
        converted = lead["status"] == "converted"
        assert converted == (lead["converted_opportunity_id"] is not None)
        assert (lead["closed_at"] is not None) == (lead["status"] in {"converted", "disqualified"})
        if not converted:
            assert datetime.fromisoformat(lead["last_interaction_at"]) == last[lead["lead_id"]]
    for deal in rows["opportunities"].values():
        lead = rows["leads"][deal["lead_id"]]
        assert lead["converted_opportunity_id"] == deal["opportunity_id"]
        assert lead["contact_id"] == deal["contact_id"]
        closed = deal["stage"] in {"won", "lost"}
        assert closed == (deal["close_date"] is not None)
        assert datetime.fromisoformat(lead["created_at"]) <= datetime.fromisoformat(deal["created_at"]) <= now
        if deal["stage"] == "won":
            contact = rows["contacts"][deal["contact_id"]]
            assert contact["lifecycle_stage"] == "customer"
            assert contact["customer_since"] <= deal["close_date"]


def test_it_has_what_a_real_desk_has_on_it(sqlite_filled: Filled) -> None:
    touches = sqlite_filled.rows("interactions")
    outcomes = Counter(touch["outcome"] for touch in touches)
    for outcome in ("left_voicemail", "no_show", "rescheduled", "sent_proposal", "rejected_proposal"):
        assert outcomes[outcome] > 0, outcome
    assert any(touch["type"] == "email_inbound" for touch in touches)
    assert any(touch["body"].startswith("Voicemail") for touch in touches)
    jobs_of = Counter(lead["contact_id"] for lead in sqlite_filled.rows("leads"))
    assert sum(number > 1 for number in jobs_of.values()) > 20
    assert any(not one["first_name"] and not one["last_name"] for one in sqlite_filled.rows("contacts"))
    companies = sqlite_filled.rows("companies")
    assert all(company["primary_contact_id"] for company in companies)
    hand_offs = Counter((one["kind"], one["status"]) for one in sqlite_filled.rows("hand_offs"))
    assert hand_offs["booking", "open"] > 0
    assert hand_offs["estimate", "done"] > 0


def test_nobody_can_be_rung_or_written_to(sqlite_filled: Filled) -> None:
    assert all("555" in row["number"][5:8] for row in sqlite_filled.rows("phones"))
    hosts = {row["address"].partition("@")[2] for row in sqlite_filled.rows("emails")}
    assert hosts <= {"example.com", "example.net", "example.org"}


def test_every_number_is_one_that_can_be_typed_and_found(sqlite_filled: Filled) -> None:
    many = numbers(160_000)
    assert len(set(many)) == 160_000
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(one)) for one in many[::97])
    row = sqlite_filled.rows("phones")[40]
    found = sqlite_filled.ask("find_contact", query=row["number"])["contacts"]
    assert row["contact_id"] in {one["contact_id"] for one in found}


def test_the_truth_names_the_doubles_and_the_households_that_share_a_phone(
    sqlite_filled: Filled, tmp_path: Path
) -> None:
    contacts = sqlite_filled.state.rows["contacts"]
    truth = json.loads(write_truth(sqlite_filled.made, tmp_path).read_text(encoding="utf-8"))
    groups = truth["same_person"]
    assert len(groups) == 6
    assert truth["contacts"] - truth["persons"] == sum(len(group["contacts"]) - 1 for group in groups) == 6
    named = Counter(contact for group in groups for contact in group["contacts"])
    assert set(named) <= set(contacts)
    assert set(named.values()) == {1}
    numbers_of = defaultdict(set)
    for row in sqlite_filled.rows("phones"):
        numbers_of[row["contact_id"]].add(row["number"])
    for group in groups:
        first, other = group["contacts"]
        assert group["how"] == ["moved"] or not numbers_of[first] & numbers_of[other]
        assert contacts[first]["last_name"][:1].casefold() == contacts[other]["last_name"][:1].casefold()
    sharing = [house for house in truth["same_household"] if house["phone"]]
    shared = {row["contact_id"] for row in sqlite_filled.rows("phones") if row["shared_approval_id"]}
    moved = {group["contacts"][1] for group in groups if group["how"] == ["moved"]}
    assert len(sharing) == len(shared - moved)
    for house in sharing:
        one, other = house["contacts"]
        assert house["phone"] in numbers_of[one] & numbers_of[other]
        assert contacts[one]["address"] == contacts[other]["address"]


def test_the_seasons_of_a_plumber_show(tmp_path: Path) -> None:
    environment = {"DESKHAND_HOME": str(tmp_path)}
    set_up(RIVERA, now=NOW, environment=environment)
    office = open_office(now=NOW, environment=environment)
    fill(office, days=365)
    months: dict[str, Counter[int]] = defaultdict(Counter)
    for lead in state_of(office).rows["leads"].values():
        kind = lead["title"].partition(",")[0]
        months[kind][date.fromisoformat(lead["created_at"][:10]).month] += 1
    winter, summer = (12, 1, 2), (6, 7, 8)

    def share(kind: str, of: tuple[int, ...]) -> int:
        return sum(months[kind][month] for month in of)

    assert share("Burst pipe", winter) > 2 * share("Burst pipe", summer)
    assert share("Sprinkler line leak", summer) > 2 * share("Sprinkler line leak", winter)
    office.close()


def test_the_one_card_of_the_past_says_what_it_lets_in(sqlite_filled: Filled) -> None:
    outcome: Outcome = sqlite_filled.office.gate.submit(
        sqlite_filled.office.desk("cli"), Call(tool="list_approvals", arguments={"status": "done"})
    )
    assert outcome.result is not None
    [card] = outcome.result.data["approvals"]
    assert "past wins worth $" in card["line"]
    assert "phone numbers of a household" in card["text"]


def test_some_customers_have_equipment_whose_days_and_places_agree(filled: Filled) -> None:
    rows = filled.state.rows
    kept = list(rows["equipment"].values())
    customers = [one for one in rows["contacts"].values() if one["customer_since"]]
    assert 20 < len({one["contact_id"] for one in kept}) < len(customers)
    for one in kept:
        assert one["what"] and one["make"] and one["serial_number"]
        assert one["installed_on"] <= "2026-11-18"
        assert one["installed_on"] < one["warranty_until"]
        owner = rows["contacts"][one["contact_id"]]
        assert owner["address"]
        if one["installed_by_us"]:
            assert one["installed_on"] >= owner["customer_since"]
    some = kept[0]
    found = filled.ask("list_records", kind="equipment", query=some["serial_number"])["records"]
    assert [one["equipment_id"] for one in found] == [some["equipment_id"]]
