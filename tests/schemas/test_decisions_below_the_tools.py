"""Hard stops H3 and H4 below every tool: one person each, no win without a decided yes, cards that stay as shown."""

from collections.abc import Iterator

import pytest
from furnished import Two, of_kind
from looping import for_each
from raw_sql import Raw

from schemas.enums import ApprovalStatus

EARLIER = "'2020-01-01 00:00:00'"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest) -> Iterator[Two]:
    yield from of_kind(request)


@pytest.fixture
def raw(two: Two) -> Raw:
    return Raw(two)


GUARDED = [("phones", "number", "'+15125550177'"), ("emails", "address", "'new@example.com'")]


@for_each(("table", "column", "free"), GUARDED)
@for_each("verb", ["INSERT", "INSERT OR REPLACE", "REPLACE"])
def test_a_second_person_gets_no_phone_or_mail_of_another(
    raw: Raw, table: str, column: str, free: str, verb: str
) -> None:
    if verb == "INSERT" or raw.is_sqlite:
        key = f"{table[:-1]}_id"
        met = raw.copy_of(table, verb=verb, **{key: "'new'"})
        assert "no duplicate customer" in (raw.attempt(met) or "taken")
        away = raw.copy_of(table, **{key: "'new'", column: free})
        change = "UPDATE OR REPLACE" if raw.is_sqlite else "UPDATE"
        taken = f"(SELECT {column} FROM {table} WHERE {raw.own(table)})"
        back = f"{change} {table} SET {column} = {taken} WHERE {key} = 'new'"
        assert "no duplicate customer" in (raw.attempt(away, back) or "taken")


@for_each(("table", "column", "free"), GUARDED)
def test_an_upsert_that_meets_a_phone_or_mail_is_refused(
    raw: Raw, table: str, column: str, free: str
) -> None:
    met = raw.copy_of(table, **{f"{table[:-1]}_id": "'new'"})
    guard = "WHERE voided_at IS NULL AND retired_at IS NULL AND shared_approval_id IS NULL"
    upsert = f"{met} ON CONFLICT (business_id, {column}) {guard} DO UPDATE SET position = 7"
    if raw.is_sqlite:
        upsert = upsert.replace(" ON CONFLICT", " AND true ON CONFLICT")
    assert "no duplicate customer" in (raw.attempt(upsert) or "taken")


@for_each(("table", "column", "free"), GUARDED)
@for_each("mark", ["voided_at", "retired_at"])
def test_what_was_undone_or_retired_is_free_again_and_does_not_come_back_unasked(
    raw: Raw, table: str, column: str, free: str, mark: str
) -> None:
    key = f"{table[:-1]}_id"
    freed = f"UPDATE {table} SET {mark} = {EARLIER} WHERE {raw.own(table)}"
    again = raw.copy_of(table, **{key: "'new'", mark: "NULL"})
    assert raw.attempt(freed, again) is None
    back = f"UPDATE {table} SET {mark} = NULL WHERE {raw.own(table)}"
    assert "no duplicate customer" in (raw.attempt(freed, again, back) or "taken")


@for_each(("table", "column", "free"), GUARDED)
def test_the_index_alone_holds_as_well(two: Two, table: str, column: str, free: str) -> None:
    """Check that the partial unique index is there beside the triggers, for two writers at once."""
    with two.database.engine.connect() as connection:
        if two.database.is_sqlite:
            found = connection.exec_driver_sql(
                f"SELECT sql FROM sqlite_master WHERE name = 'uq_{table}_guarded'"
            ).scalar_one()
        else:
            found = connection.exec_driver_sql(
                f"SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_{table}_guarded'"
            ).scalar_one()
    words = found.lower().replace("(", " ").replace(")", " ").split()
    assert "unique" in words
    assert {"business_id,", column} <= set(words)
    for excepted in ("voided_at", "retired_at", "shared_approval_id"):
        assert words[words.index(excepted) + 1 :][:2] == ["is", "null"]


def approval(raw: Raw, status: str, act: str = "Win", acts: str = "", answer: str = "yes") -> list[str]:
    """Return SQL that brings a new approval `new` to a status by the way that the transition table allows.

    Args:
        acts: SQL for what its answers stand for; by default the winning of the first business's deal.
    """
    acts = acts or f"""'{{"yes": {{"act": "Win", "payload": {{"opportunity_id": "{deal(raw)}"}}}}}}'"""
    made = raw.another("approvals", "new", number="77", acts=acts)
    yes = f"decided_at = {EARLIER}, answer = '{answer}', chosen_act = '{act}'"
    steps = {
        "pending": [],
        "executing": [f"status = 'executing', {yes}"],
        "done": [f"status = 'done', {yes}"],
        "rejected": [f"status = 'rejected', decided_at = {EARLIER}, answer = 'cancel'"],
        "expired": ["status = 'expired'"],
        "withdrawn": ["status = 'withdrawn'"],
        "stale": ["status = 'stale'"],
        "failed": [f"status = 'executing', {yes}", "status = 'failed'"],
        "unknown": [f"status = 'executing', {yes}", "status = 'unknown'"],
    }[status]
    return [made, *(f"UPDATE approvals SET {step} WHERE approval_id = 'new'" for step in steps)]


def deal(raw: Raw) -> str:
    return raw.two.mine["opportunities"]


def sharing(table: str, value: str) -> str:
    """Return SQL for the acts of a card whose answer "separate" lets two people have a phone or e-mail."""
    detail = {"phones": "phone", "emails": "email"}[table]
    start = f"""'{{"separate": {{"act": "NewPerson", "payload": {{"details": {{"{detail}": "'"""
    return f"""{start} || {value} || '"}}}}}}}}'"""


def taken(raw: Raw, table: str, column: str) -> str:
    """Return SQL for the phone or e-mail that the first business's person has."""
    return f"(SELECT {column} FROM {table} WHERE {raw.own(table)})"


@for_each("status", [one.value for one in ApprovalStatus])
@for_each(("table", "column", "free"), GUARDED)
def test_two_people_share_a_phone_or_mail_only_by_a_decided_yes(
    raw: Raw, table: str, column: str, free: str, status: str
) -> None:
    key = f"{table[:-1]}_id"
    shared = raw.copy_of(table, **{key: "'new'", "shared_approval_id": "'new'"})
    later = f"UPDATE {table} SET shared_approval_id = 'new' WHERE {raw.own(table)}"
    acts = as_json(raw, sharing(table, taken(raw, table, column)))
    for statement in (shared, later):
        refused = raw.attempt(*approval(raw, status, "NewPerson", acts, "separate"), statement)
        if status in {"done", "executing"}:
            assert refused is None
        else:
            assert "only after the owner's yes" in (refused or "taken")


def as_json(raw: Raw, expression: str) -> str:
    return f"({expression})" if raw.is_sqlite else f"({expression})::json"


@for_each(("table", "column", "free"), GUARDED)
def test_a_yes_to_something_else_shares_nothing(raw: Raw, table: str, column: str, free: str) -> None:
    """Check the yes to a mail or a win, "separate" on another number, and "merge" on this one."""
    key = f"{table[:-1]}_id"
    shared = raw.copy_of(table, **{key: "'new'", "shared_approval_id": "'new'"})
    this, another = (
        as_json(raw, sharing(table, value)) for value in (taken(raw, table, column), f"'{free[1:-1]}'")
    )
    for act, acts, answer in (
        ("Mail", "'{}'", "yes"),
        ("Win", "", "yes"),
        ("NewPerson", another, "separate"),
        ("FillPerson", this, "merge"),
    ):
        refused = raw.attempt(*approval(raw, "done", act, acts, answer), shared)
        assert "only after the owner's yes to exactly that" in (refused or "taken"), act
    assert raw.attempt(*approval(raw, "done", "ImportPastWins", "'{}'"), shared) is None


def test_no_approval_at_all_shares_nothing(raw: Raw) -> None:
    for given in ("'no-such-approval'", f"'{raw.two.theirs['approvals']}'"):
        shared = raw.copy_of("phones", phone_id="'new'", shared_approval_id=given)
        assert "only after the owner's yes" in (raw.attempt(shared) or "taken")


WON = "no deal is won"


def win(raw: Raw, approval_id: str) -> list[str]:
    """Return the ways to make a deal won in raw SQL, by an approval's id as SQL."""
    own = raw.own("opportunities")
    return [
        f"UPDATE opportunities SET stage = 'won', won_approval_id = {approval_id} WHERE {own}",
        raw.another("opportunities", "new", stage="'won'", won_approval_id=approval_id),
    ]


@for_each("status", [one.value for one in ApprovalStatus])
@for_each("act", ["Win", "Mail"])
def test_a_deal_is_won_only_by_a_decided_approval_of_its_own_win(raw: Raw, status: str, act: str) -> None:
    this, another = win(raw, "'new'")
    refused = raw.attempt(*approval(raw, status, act), this)
    if act == "Win" and status in {"done", "executing"}:
        assert refused is None
    else:
        assert WON in (refused or "taken")
    assert WON in (raw.attempt(*approval(raw, status, act), another) or "taken")


def test_a_lead_that_is_won_at_once_is_won_by_the_yes_to_that_lead_only(raw: Raw) -> None:
    lead = raw.two.mine["leads"]
    for meant, right in ((lead, True), ("another", False)):
        acts = (
            f"""'{{"yes": {{"act": "Win", "payload": {{"opportunity_id": null, "lead_id": "{meant}"}}}}}}'"""
        )
        made = raw.another(
            "opportunities", "new", stage="'won'", won_approval_id="'new'", lead_id=f"'{lead}'"
        )
        refused = raw.attempt(*approval(raw, "done", "Win", acts), made)
        assert (refused is None) == right, refused


def test_the_imports_one_yes_wins_the_past(raw: Raw) -> None:
    for statement in win(raw, "'new'"):
        assert raw.attempt(*approval(raw, "done", "ImportPastWins"), statement) is None


def test_a_deal_is_not_won_without_an_approval_or_by_another_businesses(raw: Raw) -> None:
    for given in ("NULL", "'no-such-approval'", f"'{raw.two.mine['approvals']}'"):
        for statement in win(raw, given):
            assert WON in (raw.attempt(statement) or "taken")
    theirs = raw.theirs("approvals")
    yes = f"status = 'done', decided_at = {EARLIER}, answer = 'yes', chosen_act = 'Win'"
    decided = f"UPDATE approvals SET {yes} WHERE {theirs}"
    for statement in win(raw, f"'{raw.two.theirs['approvals']}'"):
        assert WON in (raw.attempt(decided, statement) or "taken")


@for_each("given", ["NULL", "'no-such-approval'"])
def test_a_won_deal_does_not_lose_its_approval(raw: Raw, given: str) -> None:
    won = [*approval(raw, "done"), win(raw, "'new'")[0]]
    dropped = f"UPDATE opportunities SET won_approval_id = {given} WHERE {raw.own('opportunities')}"
    assert WON in (raw.attempt(*won, dropped) or "taken")
    reopened = f"UPDATE opportunities SET stage = 'negotiation', won_approval_id = NULL WHERE {raw.own('opportunities')}"
    assert raw.attempt(*won, reopened) is None


STORED = ["number", "tool", "arguments", "acts", "card", "digest", "proposal_key", "effect_key", "expires_at"]


@for_each("column", STORED)
@for_each("status", ["pending", "done"])
def test_what_was_stored_and_shown_stays(raw: Raw, column: str, status: str) -> None:
    values = {"number": "78", "expires_at": EARLIER, "arguments": "'{}'", "acts": "'{}'", "card": "'{}'"}
    change = f"UPDATE approvals SET {column} = {values.get(column, repr('other'))} WHERE approval_id = 'new'"
    assert "never changed" in (raw.attempt(*approval(raw, status), change) or "taken")


MOVES = {
    ("pending", "done"),
    ("pending", "executing"),
    ("pending", "rejected"),
    ("pending", "expired"),
    ("pending", "withdrawn"),
    ("pending", "stale"),
    ("executing", "done"),
    ("executing", "failed"),
    ("executing", "unknown"),
    ("executing", "stale"),
    ("unknown", "done"),
    ("unknown", "failed"),
}
"""The transition table of docs/parts.md, "Approvals"."""


@for_each("before", [one.value for one in ApprovalStatus])
@for_each("after", [*(one.value for one in ApprovalStatus), "no-such-status"])
def test_a_status_moves_as_the_transition_table_says_and_no_other_way(
    raw: Raw, before: str, after: str
) -> None:
    move = f"UPDATE approvals SET status = '{after}' WHERE approval_id = 'new'"
    refused = raw.attempt(*approval(raw, before), move)
    if before == after or (before, after) in MOVES:
        assert refused is None
    else:
        assert "can't move that way" in (refused or "taken")


@for_each("status", [one.value for one in ApprovalStatus if one != "pending"])
def test_no_approval_is_born_decided(raw: Raw, status: str) -> None:
    """Check that one INSERT can't be the yes that a win needs."""
    yes = {"decided_at": EARLIER, "answer": "'yes'", "chosen_act": "'Win'"}
    born = raw.another("approvals", "new", number="77", status=f"'{status}'", **yes)
    assert "starts as pending" in (raw.attempt(born) or "taken")
    early = raw.another("approvals", "new", number="77", **yes)
    assert "starts as pending" in (raw.attempt(early) or "taken")


@for_each("column", ["decided_at", "decided_by", "answer", "chosen_act"])
@for_each("status", [one.value for one in ApprovalStatus if one != "pending"])
def test_a_decision_is_not_made_into_another_one(raw: Raw, status: str, column: str) -> None:
    """Check that the yes to a mail can't serve as the yes to a win."""
    value = EARLIER if column == "decided_at" else "'Win'"
    change = f"UPDATE approvals SET {column} = {value} WHERE approval_id = 'new'"
    assert "never changed" in (raw.attempt(*approval(raw, status, "Mail"), change) or "taken")
