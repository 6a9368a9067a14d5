"""The end of a labelled message, judged by the rows and cards that are there afterwards and by what is asked now."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evals.reading.changed import Change, Heard, change_of, ids_in
from evals.reading.labelled import Labelled
from evals.reading.on_record import TITLES, Meant, said_of
from evals.reading.values_said import Written, days_of, digits_of, holds, sums_of, words_of, written


class Result(StrEnum):
    """The ends of a message."""

    RIGHT = "right"
    ASKED = "asked"
    """Nothing was done that isn't meant, and the right request is proposed or what is missing is asked for."""
    ASKED_AGAIN = "asked for what was said"
    PART_SAID = "in part, the rest said"
    PART_LOST = "in part, the rest lost"
    NOT_UNDERSTOOD = "not understood"
    ELSEWHERE = "looked at something else"
    WRONG = "wrong action"


NEWCOMER = "newcomer"
"""Stands for the argument where it is asked whether somebody new is meant."""
NOTHING_ASKED = frozenset({"none", "not_yet"})
TOOLS = {"change_equipment": "update_equipment", "switch_cadence_on": "switch_cadence"}
"""Labels that are not called like their tool."""
BESIDES = {"record_inquiry": frozenset({"open_lead"})}
"""Label → tools that come to the same rows."""
WHOM = frozenset({"contact", "about", "to", "lead", "opportunity", "job", "keep", "other", "hand_off"})
"""Arguments that say whom it is about; asked rightly where only a company was said, or one name of two people."""
ANSWERED_BY = {
    **dict.fromkeys((*WHOM, NEWCOMER), frozenset({"person", "company", "job"})),
    "first_name": frozenset({"person"}),
    "name": frozenset({"company"}),
    "title": frozenset({"job"}),
    "reason": frozenset({"reason"}),
    "phone": frozenset({"phone"}),
    "email": frozenset({"email"}),
    "date": frozenset({"day"}),
    "text": frozenset({"text"}),
    "amount": frozenset({"money"}),
    "estimated_value": frozenset({"money"}),
    "summary": frozenset({"note", "outcome"}),
    "address": frozenset({"address"}),
    "site": frozenset({"address"}),
}
"""Argument that is asked for → kinds of values that answer it."""
DATED = frozenset(
    {
        *("set_reminder", "move_follow_up", "update_lead", "update_opportunity", "convert_lead", "open_lead"),
        *("log_interaction", "add_closing_day", "set_business_hours"),
        *("show_follow_ups", "show_month", "win_loss", "show_business_days", "list_leads"),
    }
)
"""Requests of which a day or time is a value; in the others it says when something was, or of which promise is spoken."""
CLOSING = frozenset({"update_lead", "update_opportunity"})
"""Requests whose day is when a job is expected; it has no day of its own where none is said."""
NAMED_BY_IDS = frozenset({"person", "company"})
ON_ITS_JOB = frozenset(
    {
        *("update_lead", "qualify_lead", "disqualify_lead", "convert_lead", "show_lead", "draft_follow_up"),
        *("reopen_lead", "set_job_site", "update_opportunity", "mark_won", "mark_lost", "show_opportunity"),
        *("complete_follow_up", "cancel_follow_up", "move_follow_up", "complete_hand_off"),
    }
)
"""Requests that find a job by its title: it is judged by whose row changed."""
DENIED = (" not", " from")
"""Words before a value that is not to be, or not to be any more."""
LEFT_OUT = frozenset({"today", "this month", "right now", "now"})
"""Days that a read takes by itself."""
MOST_WORDS_MORE = 2


@dataclass(frozen=True)
class Verdict:
    """The end of a message, and the reason where it is not right."""

    result: Result
    why: str = ""


def tools_of(meant: Meant) -> frozenset[str]:
    """Return the tools that do what a request asks for, those that add somebody new for it among them."""
    request = meant.clause.request
    adding = {"add_contact"} if meant.new and request in {"open_lead", "record_inquiry"} else set()
    return frozenset({TOOLS.get(request, request)}) | BESIDES.get(request, frozenset()) | adding


def judge(heard: Heard, meant: list[Meant]) -> Verdict:
    """Judge a message by everything that it came to.

    Args:
        heard: what it came to.
        meant: whom each of its requests means.
    """
    change = change_of(heard)
    wrong = _wrong(change, meant, heard)
    if wrong:
        return Verdict(Result.WRONG, wrong)
    each = [_one(heard, change, one) for one in meant]
    if len(each) == 1:
        return each[0]
    results = [one.result for one in each]
    why = "; ".join(f"{one.result}: {one.why}" for one in each if one.result != Result.RIGHT)
    if set(results) <= {Result.RIGHT, Result.ASKED}:
        return Verdict(Result.ASKED if Result.ASKED in results else Result.RIGHT, why)
    done = {Result.RIGHT, Result.PART_SAID, Result.PART_LOST} & set(results)
    if not done:
        return Verdict(next(one for one in results if one != Result.ASKED), why)
    left = [one for one, clause in zip(each, meant, strict=True) if not _is_said(one, clause, heard)]
    return Verdict(Result.PART_LOST if left else Result.PART_SAID, why)


def _is_said(one: Verdict, meant: Meant, heard: Heard) -> bool:
    """Return whether a request that was not done as it was meant is told to be so."""
    if one.result in {Result.RIGHT, Result.ASKED, Result.ASKED_AGAIN, Result.PART_SAID}:
        return True
    return one.result != Result.PART_LOST and holds(written(heard.reply), "note", meant.clause.said)


def _wrong(change: Change, meant: list[Meant], heard: Heard) -> str:
    """Return what was done that nobody asked for, or to somebody who is not meant; empty where nothing was."""
    allowed = {tool for one in meant for tool in tools_of(one)}
    others = change.tools - allowed
    if others:
        return f"did {', '.join(sorted(others))}"
    people = {one for each in meant for one in each.people}
    new = [name for each in meant for name in each.new]
    strangers = change.people - people - (set(change.new) if new else set())
    if strangers:
        rows = heard.after.rows["contacts"]
        return "on " + ", ".join(
            f"{rows[one]['first_name']} {rows[one]['last_name']}" for one in strangers if one in rows
        )
    for called in change.new.values():
        if not any(_same_name(called, name) for name in new):
            return f"added {called!r}"
    return _wrong_value(change, meant)


def _same_name(called: str, said: str) -> bool:
    bare = [[word for word in words_of(one) if word not in TITLES] for one in (called, said)]
    return bare[0] == bare[1]


def _days_of(clauses: list[Labelled], requests: frozenset[str]) -> set[str]:
    said = [day for one in clauses if one.request in requests for day in said_of(one, "day")]
    return {day for one in said for day in days_of(one)}


def _wrong_value(change: Change, meant: list[Meant]) -> str:
    """Return a phone, sum or day that was written and is another than was said."""
    clauses = [one.clause for one in meant]
    phones = {digits_of(said) for one in clauses for said in said_of(one, "phone")}
    said_sums = [said for one in meant for kind, said in _judged(one, {"money"}) if kind == "money"]
    sums = {amount for said in said_sums for amount in sums_of(said)}
    days = _days_of(clauses, frozenset({"set_reminder", "move_follow_up"}))
    closing = _days_of(clauses, CLOSING) if {one.request for one in clauses} & CLOSING else None
    for row in change.values:
        if phones and row.get("phone") and digits_of(str(row["phone"])) not in phones:
            return f"phone {row['phone']}"
        for name in ("estimated_value", "amount"):
            if sums and row.get(name) is not None and not sums & written([row[name]]).sums():
                return f"{name} {row[name]}"
        if (
            closing is not None
            and row.get("expected_close_date")
            and row["expected_close_date"] not in closing
        ):
            return f"expected {row['expected_close_date']}"
        if days and row.get("follow_up_date") and row["follow_up_date"] not in days:
            return f"day {row['follow_up_date']}"
    return ""


def _one(heard: Heard, change: Change, meant: Meant) -> Verdict:
    """Judge one request of a message, where nothing wrong was done."""
    request, tools = meant.clause.request, tools_of(meant)
    looked = [one for one in heard.calls if one["tool"] in heard.reads and one["outcome"] == "done"]
    if request in NOTHING_ASKED:
        return _nothing(heard, looked)
    main = TOOLS.get(request, request)
    if main in heard.reads:
        own = [one for one in looked if one["tool"] == main]
        if own:
            return _told(heard, own, meant)
    elif change.tools & (tools - {"add_contact"} if request != "add_contact" else tools):
        return _kept(heard, change, meant)
    asked = [(call, argument) for call, argument in heard.asked if call["tool"] in tools]
    if asked and all(ids_in(call["arguments"], heard.after) <= meant.people for call, _ in asked):
        return _asked(asked, meant)
    refused = [one for one in heard.calls if one["tool"] in tools and one["outcome"] == "refused"]
    if refused:
        return Verdict(Result.NOT_UNDERSTOOD, "refused")
    if looked:
        return Verdict(Result.ELSEWHERE, f"{request}: showed {looked[0]['tool']}")
    other = ", ".join(sorted({call["tool"] for call, _ in heard.asked}))
    return Verdict(Result.NOT_UNDERSTOOD, f"{request}: asked about {other}" if other else request)


def _nothing(heard: Heard, looked: list[dict[str, Any]]) -> Verdict:
    if heard.asked:
        return Verdict(Result.NOT_UNDERSTOOD, f"proposed {heard.asked[0][0]['tool']}")
    return Verdict(Result.ELSEWHERE, f"showed {looked[0]['tool']}") if looked else Verdict(Result.RIGHT)


def _asked(asked: list[tuple[dict[str, Any], str]], meant: Meant) -> Verdict:
    kinds = {part.kind for part in meant.clause.parts if part.kind}
    named = len(said_of(meant.clause, "person"))
    for call, argument in asked:
        if argument in WHOM and (len(meant.people) > named or not kinds & {"person", "job"}):
            continue
        if ANSWERED_BY.get(argument, frozenset()) & kinds and not (argument == NEWCOMER and meant.new):
            return Verdict(Result.ASKED_AGAIN, f"{call['tool']}: {argument}")
    return Verdict(Result.ASKED, ", ".join(f"{call['tool']}: {argument}" for call, argument in asked))


def _told(heard: Heard, own: list[dict[str, Any]], meant: Meant) -> Verdict:
    """Judge the answer to a question: about whom, and with which days and counts."""
    rows, text = heard.after.rows["contacts"], f" {' '.join(words_of(heard.reply))} "
    names = [
        " ".join(words_of(f"{rows[one]['first_name']} {rows[one]['last_name']}")) for one in meant.people
    ]
    about = ids_in({"of": [one["arguments"] for one in own]}, heard.after)
    if about != meant.people and not all(f" {name} " in text for name in names):
        return Verdict(Result.ELSEWHERE, f"{own[0]['tool']}: somebody else")
    there = written([one["arguments"] for one in own])
    return _with_values(heard, there, meant, {"day", "count", "duration"})


def _kept(heard: Heard, change: Change, meant: Meant) -> Verdict:
    """Judge what was written for one request: whose it is, and each of its values."""
    if meant.new and not change.new:
        return Verdict(Result.PART_LOST, f"{meant.clause.request}: nobody added")
    if meant.people and change.people and not meant.people & change.people:
        return Verdict(Result.PART_LOST, f"{meant.clause.request}: nothing of theirs")
    calls = [one["arguments"] for one in heard.calls if one["tool"] in tools_of(meant)]
    settings = [] if change.values else calls
    verdict = _with_values(heard, written(change.values, settings), meant, set())
    if verdict.result == Result.RIGHT and meant.clause.request == "send_message":
        return _nothing_more(change, meant)
    return verdict


def _nothing_more(change: Change, meant: Meant) -> Verdict:
    """Judge whether a message to somebody has no words but those that were to be said."""
    said = {word for text in said_of(meant.clause, "text") for word in words_of(text)}
    for card in change.cards:
        for act in card.acts.values():
            more = [word for word in words_of(str(act["payload"].get("text", ""))) if word not in said]
            if card.tool == "send_message" and said and len(more) > MOST_WORDS_MORE:
                return Verdict(Result.PART_LOST, f"send_message: says {' '.join(more[:6])!r} besides")
    return Verdict(Result.RIGHT)


def _with_values(heard: Heard, there: Written, meant: Meant, only: set[str]) -> Verdict:
    lost = [(kind, said) for kind, said in _judged(meant, only) if not holds(there, kind, said)]
    if not lost:
        return Verdict(Result.RIGHT)
    why = ", ".join(f"{meant.clause.request} {kind}" for kind, _ in lost)
    told = all(holds(written(heard.reply), "note", said) for _, said in lost)
    return Verdict(Result.PART_SAID if told else Result.PART_LOST, why)


def _judged(meant: Meant, only: set[str]) -> Iterable[tuple[str, str]]:
    """Yield the values of a request that have to be found in what it led to."""
    clause, before = meant.clause, ""
    for part in clause.parts:
        kind, said, after = part.kind, part.text.strip(), before
        before = part.text.casefold().rstrip()
        firm_of_somebody_new = kind == "company" and clause.request == "add_contact" and said not in meant.new
        if (
            not kind
            or (kind in NAMED_BY_IDS and not firm_of_somebody_new)
            or (only and kind not in only)
            or after.endswith(DENIED)
        ):
            continue
        if kind in {"day", "time"} and (clause.request not in DATED or said.casefold() in LEFT_OUT):
            continue
        if kind == "job" and clause.request in ON_ITS_JOB:
            continue
        yield kind, said
