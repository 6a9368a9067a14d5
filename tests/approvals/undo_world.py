"""The common parts of the tests of undo: one call of every write tool, a world for them, and what an undo left out."""

from collections.abc import Iterator
from typing import Any

from sandbox import Bench

from entrypoints.bootstrap import Office
from evals.observe import Place, State, observe
from schemas.effects import Outcome, OutcomeKind
from schemas.records import Business

DONE = OutcomeKind.DONE

EXAMPLES: dict[str, dict[str, Any]] = {
    "add_contact": {
        "first_name": "Ana",
        "phone": "512-555-0156",
        "email": "ana@example.com",
        "company": "New Co",
    },
    "update_contact": {
        "contact": "Maria",
        "last_name": "García",
        "phone": "512-555-0199",
        "email": "new@example.com",
        "address": "9 Other Rd",
        "company": "Bakery",
        "notes": "Gate code 12",
        "tags": ["vip"],
        "lifecycle_stage": "past_customer",
    },
    "archive_contact": {"contact": "Nobody Busy"},
    "unarchive_contact": {"contact": "Sam Aside"},
    "add_company": {"name": "Cafe", "phone": "512-555-0111", "primary_contact": "Nobody Busy"},
    "update_company": {"company": "Bakery", "billing_address": "5 Bakery Row", "status": "inactive"},
    "open_lead": {"title": "Garden tap", "contact": "Maria", "estimated_value": "150.50"},
    "update_lead": {
        "lead": "Gutter",
        "title": "Gutters",
        "contact": "Nobody Busy",
        "pipeline_stage": "follow_up",
    },
    "qualify_lead": {"lead": "Gutter"},
    "disqualify_lead": {"lead": "Gutter", "reason": "budget", "note": "Too dear"},
    "reopen_lead": {"lead": "Shed"},
    "convert_lead": {"lead": "Gutter", "stage": "scheduled", "amount": 900, "site_visit": True},
    "update_opportunity": {"opportunity": "Repipe", "stage": "scheduled", "amount": 9000},
    "mark_lost": {"opportunity": "Repipe", "reason": "price"},
    "log_interaction": {"about": "Gutter", "summary": "Spoke", "follow_up_date": "2026-11-20"},
    "set_reminder": {"about": "Repipe", "date": "2026-12-01", "text": "Ask again"},
    "complete_follow_up": {"about": "Repipe"},
    "cancel_follow_up": {"about": "Repipe"},
    "complete_hand_off": {"hand_off": "Estimate Repipe"},
    "record_inquiry": {"title": "Leak", "phone": "512-555-0142", "address": "1 New St", "source": "web_form"},
    "link_quickbooks_customer": {"contact": "Maria", "quickbooks_customer_id": "77"},
    "leave_out_of_auto_send": {"contact": "Maria", "said": "no more of these"},
    "record_consent": {"contact": "Maria", "channel": "sms", "consent": "granted", "said": "Text me"},
    "add_site": {"address": "44 Elm St", "contact": "Maria", "part": "landlord", "label": "rental"},
    "set_site_person": {"contact": "Nobody Busy", "site": "the shop on Pine", "part": "tenant"},
    "end_site_person": {"contact": "Maria", "site": "the shop on Pine"},
    "set_job_site": {"job": "Gutter", "site": "the shop on Pine"},
    "move_follow_up": {"about": "Repipe", "date": "2026-12-02"},
    "set_business_hours": {"hours": "Mon-Sat 7:00-16:00"},
    "add_closing_day": {"date": "2026-12-24", "why": "vacation"},
    "add_opening_day": {"date": "2026-11-22"},
    "set_business_place": {"country": "US", "region": "CA"},
    "set_tone": {"tone": "formal"},
    "set_delivery": {"channel": "push", "on": True},
    "set_quiet_hours": {"begin": "21:00", "end": "6:30"},
    "switch_cadence": {"cadence": "keep-after", "on": True},
    "add_own_detail": {"place": "7 Workshop Ln"},
    "drop_own_detail": {"phone": "512-555-0100"},
    "add_equipment": {"contact": "Maria", "what": "furnace"},
    "update_equipment": {"contact": "Maria", "what": "water heater", "serial_number": "R123"},
    "remove_equipment": {"contact": "Maria", "what": "water heater"},
}
"""One call of every write tool, in the world below."""

WHO_MAY = {"turn_off_auto_send", "end_deciding_grant", "add_member", "change_member_role"}
"""The rows about who may do what, and what goes out by itself: they come back only by saying so again."""

NEVER_UNDONE = {
    "undo", "redo", "tell_owner", "begin_cadence", "take_cadence_step", "stop_cadence", "record_morning_list", "record_pipeline",
    "begin_import", "import_lines", "finish_import", "enter_past", "undo_import", "undo_import_part",
}  # fmt: skip
"""An import is taken back as a whole (`tests/imports`); and what jobs alone may do is nobody's own write."""

ON_A_RECEIVED_MAIL = {
    "leave_out_mail", "take_in_as_lead", "take_in_mail", "log_sent_mail", "take_in_old_mail", "log_mail_sent_by_hand",
    "mark_answered", "say_whose_mail",
}  # fmt: skip
"""Writes of the mail intake: they need a mail on record, and are undone in the tests of the intake."""


def furnish(office: Office) -> None:
    """Add Maria of the Bakery with a deal, an open and a given-up lead; somebody without work; a promise."""
    calls: list[tuple[str, dict[str, Any]]] = [
        (
            "add_contact",
            {"first_name": "Maria", "phone": "512-555-0142", "company": "Bakery", "address": "1 Main St"},
        ),
        ("update_contact", {"contact": "Maria", "email": "maria@example.com"}),
        ("add_contact", {"first_name": "Nobody", "last_name": "Busy", "phone": "512-555-0133"}),
        ("open_lead", {"title": "Repipe", "contact": "Maria", "estimated_value": 8000}),
        ("convert_lead", {"lead": "Repipe"}),
        ("log_interaction", {"about": "Repipe", "summary": "Called", "follow_up_date": "2026-11-19"}),
        ("open_lead", {"title": "Gutter", "contact": "Maria"}),
        ("log_interaction", {"about": "Gutter", "summary": "Asked for a price"}),
        ("add_site", {"address": "9 Pine St", "contact": "Maria", "label": "shop"}),
        ("open_lead", {"title": "Shed", "contact": "Maria"}),
        ("add_contact", {"first_name": "Sam", "last_name": "Aside", "phone": "512-555-0134"}),
        ("archive_contact", {"contact": "Sam Aside"}),
        ("add_own_detail", {"phone": "512-555-0100"}),
        ("add_equipment", {"contact": "Maria", "what": "water heater"}),
        ("set_tone", {"tone": "plain"}),
        ("disqualify_lead", {"lead": "Shed", "reason": "timing"}),
    ]
    bench = Bench.at(office)
    for tool, arguments in calls:
        outcome = bench.do(tool, **arguments)
        assert outcome.kind == DONE, outcome.problem


def state(bench: Bench) -> State:
    """Return what there is, the business's own row with its settings too."""
    office = bench.office
    seen = observe(Place(office.database, office.business.business_id, office.settings.outgoing_mail))
    with office.desk("cli").unit.reading() as session:
        business = session.get_one(Business, office.business.business_id)
        seen.rows["businesses"] = {business.business_id: business.model_dump(mode="json")}
    return seen


def differences(before: State, after: State) -> Iterator[str]:
    """Yield the differences that an undo left: rows that differ, and new rows that still count."""
    for table, rows in after.rows.items():
        for key, row in rows.items():
            old = before.rows[table].get(key)
            if old is None:
                if row["voided_at"] is None:
                    yield f"{table} {key} was added and is not voided"
            else:
                for column in row.keys() - {"updated_at"}:
                    if row[column] != old[column]:
                        yield f"{table}.{column} is {row[column]!r}, was {old[column]!r}"


def card_of(outcome: Outcome) -> int:
    assert outcome.card is not None, outcome
    return outcome.card.approval


def approved(bench: Bench, outcome: Outcome, answer: str = "") -> Outcome:
    decided = bench.decide(bench.approval(card_of(outcome)), answer)
    assert decided.kind == DONE, decided.problem
    return decided
