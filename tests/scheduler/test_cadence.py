"""Keeping after a new lead: day 0 mail, 1 call, 3 mail, 7 call; each once, every mail a card; five things end it."""

from collections.abc import Callable

import pytest
from receiving import letter
from station import Station, another
from typed import typed

from schemas.effects import Call, Outcome
from schemas.enums import ActorKind, ApprovalStatus, FollowUpStatus
from schemas.records import Approval, CadenceRun, CadenceStep, Interaction, Lead, MailMessage

NAME = "new-lead-cadence"
DAY = {0: "2026-11-17", 1: "2026-11-18", 3: "2026-11-20", 7: "2026-11-24"}


def keep(station: Station, when: str = "") -> list[str]:
    """Run a round of the routine, at a local time."""
    if when:
        station.times.at(when, station.office)
    return station.clockwork.routines.find("keep_after_leads").run(station.clockwork.work(), "")


def done(outcome: Outcome) -> Outcome:
    assert outcome.problem is None, outcome.problem
    return outcome


def started(station: Station) -> Station:
    """Switch the cadence on, with Jane's enquiry on day 0 at 10:00."""
    station.times.at(f"{DAY[0]}T09:00", station.office)
    done(station.do("switch_cadence", cadence=NAME, on=True))
    station.times.at(f"{DAY[0]}T10:00", station.office)
    done(
        station.do(
            "record_inquiry",
            title="Dripping tap",
            first_name="Jane",
            phone="512-555-0177",
            email="jane@example.net",
        )
    )
    return station


def cards(station: Station, status: ApprovalStatus = ApprovalStatus.PENDING) -> list[Approval]:
    found = [one for one in station.rows(Approval) if one.status == status]
    return sorted(found, key=lambda one: one.number)


def approve(station: Station) -> None:
    (card,) = cards(station)
    done(station.office.gate.decide(station.office.desk("cli"), card.number, card.digest))


def steps(station: Station) -> list[tuple[int, str, str]]:
    found = sorted(station.rows(CadenceStep), key=lambda one: one.day)
    return [(one.day, one.does, one.state.value) for one in found]


def reminders(station: Station, status: FollowUpStatus = FollowUpStatus.PENDING) -> list[Interaction]:
    return [one for one in station.rows(Interaction) if one.follow_up_status == status]


def why(station: Station) -> str:
    (run,) = station.rows(CadenceRun)
    return str(run.stopped_why)


def test_it_is_off_until_the_owner_switches_it_on_and_then_takes_new_leads_only(station: Station) -> None:
    station.times.at(f"{DAY[0]}T08:00", station.office)
    done(station.do("record_inquiry", title="An earlier one", first_name="Ann", email="ann@example.net"))
    assert keep(station, f"{DAY[0]}T08:30") == []
    started(station)
    keep(station, f"{DAY[0]}T10:05")
    (run,) = station.rows(CadenceRun)
    assert [one.title for one in station.rows(Lead) if one.lead_id == run.lead_id] == ["Dripping tap"]


def test_nobody_but_the_owner_switches_it_and_nobody_but_the_job_takes_its_steps(station: Station) -> None:
    switch = Call(tool="switch_cadence", arguments={"cadence": NAME, "on": True})
    for kind in (ActorKind.ROUTINE, ActorKind.MODEL, ActorKind.INTAKE):
        refused = station.office.gate.submit(station.office.desk("cli", kind), switch)
        assert refused.problem is not None
        assert refused.problem["kind"] == "not_permitted"
    for tool, arguments in (
        ("begin_cadence", {"cadence": NAME, "lead_id": "x"}),
        ("take_cadence_step", {"cadence": NAME, "lead_id": "x", "day": 0, "does": "mail", "due": DAY[0]}),
        ("stop_cadence", {"cadence": NAME, "lead_id": "x", "why": "so"}),
    ):
        refused = station.do(tool, **arguments)
        assert refused.problem is not None
        assert refused.problem["kind"] == "not_permitted"


def test_its_whole_way_with_every_mail_a_card_and_every_call_a_reminder(station: Station) -> None:
    started(station)
    keep(station, f"{DAY[0]}T10:05")
    (first,) = cards(station)
    assert first.proposed_by == ActorKind.FOLLOW_ON
    assert not (station.office.settings.outgoing_mail / "new").exists(), "nothing is sent before the yes"
    approve(station)
    keep(station, f"{DAY[1]}T06:00")
    (call,) = reminders(station)
    assert (call.subject, str(call.follow_up_date)) == (
        "Call Jane about Dripping tap (day 1, no answer yet)",
        DAY[1],
    )
    listed = done(station.do("show_follow_ups"))
    assert listed.result is not None
    assert "Call Jane" in listed.result.text
    done(station.do("complete_follow_up", about="Jane"))
    assert keep(station, "2026-11-19T09:00") == []
    keep(station, f"{DAY[3]}T06:00")
    (second,) = cards(station)
    assert second.acts["yes"]["payload"]["text"] != first.acts["yes"]["payload"]["text"]
    approve(station)
    keep(station, f"{DAY[7]}T06:00")
    assert steps(station) == [
        (0, "mail", "taken"),
        (1, "call", "taken"),
        (3, "mail", "taken"),
        (7, "call", "taken"),
    ]
    assert len(list((station.office.settings.outgoing_mail / "new").iterdir())) == 2
    keep(station, "2026-12-02T06:00")
    assert why(station) == "Every step was taken."
    assert keep(station) == []


def test_no_step_is_taken_twice_whoever_looks_and_however_often(station: Station, second: Station) -> None:
    started(station)
    for day in DAY.values():
        for one in (station, second, station):
            keep(one, f"{day}T06:00" if day != DAY[0] else f"{day}T10:05")
        with another(station) as restarted:
            keep(restarted)
        for card in cards(station):
            done(station.office.gate.decide(station.office.desk("cli"), card.number, card.digest))
        for _ in reminders(station):
            done(station.do("complete_follow_up", about="Jane"))
    assert len(cards(station, ApprovalStatus.DONE)) == len(station.rows(Approval)) == 2
    assert len(reminders(station, FollowUpStatus.COMPLETED)) == 2


def test_a_crash_between_a_step_and_its_card_loses_neither(station: Station) -> None:
    """Take away the submission of the card's call, which is stored with the step, as a crash would."""
    started(station)
    lost = station.office.gate.outbox.drain
    station.office.gate.outbox.drain = lambda desk, ids, submit: []  # type: ignore[method-assign]
    keep(station, f"{DAY[0]}T10:05")
    station.office.gate.outbox.drain = lost  # type: ignore[method-assign]
    assert (steps(station), cards(station)) == ([(0, "mail", "taken")], [])
    with another(station) as restarted:
        restarted.clockwork.routines.find("carry_out").run(restarted.clockwork.work(), "")
        keep(restarted)
        assert len(cards(restarted)) == 1


def test_of_steps_that_were_slept_through_only_the_last_is_taken(station: Station) -> None:
    started(station)
    keep(station, f"{DAY[0]}T10:05")
    approve(station)
    keep(station, f"{DAY[3]}T12:00")
    assert steps(station) == [(0, "mail", "taken"), (1, "call", "passed"), (3, "mail", "taken")]


def test_a_mail_is_passed_over_where_the_owner_has_just_written_or_a_card_waits(station: Station) -> None:
    started(station)
    done(station.do("send_message", to="Jane", text="Can I come by tomorrow?"))
    keep(station, f"{DAY[0]}T10:05")
    assert steps(station) == [(0, "mail", "passed")]
    station.times.at("2026-11-19T18:00", station.office)
    approve(station)
    keep(station, f"{DAY[3]}T06:00")
    assert steps(station)[-1] == (3, "mail", "passed")


def test_who_has_no_mail_gets_a_card_to_send_by_hand(station: Station) -> None:
    station.times.at(f"{DAY[0]}T09:00", station.office)
    done(station.do("switch_cadence", cadence=NAME, on=True))
    station.times.later(minutes=5)
    done(station.do("record_inquiry", title="Blocked drain", first_name="Bob", phone="512-555-0178"))
    keep(station, f"{DAY[0]}T10:05")
    (card,) = cards(station)
    assert list(card.card["answers"]) == ["sent"]


def reply(station: Station) -> None:
    raw = letter("Jane <jane@example.net>", "Re: Dripping tap", "Thursday is fine.", "j2@example.net")
    assert station.office.intake("inbox").receive("reply", raw).outcome == "interaction"


def spoken(station: Station) -> None:
    done(station.do("log_interaction", about="Jane", summary="She will think about it", outcome="spoke"))


def opt_out(station: Station) -> None:
    done(station.do("update_contact", contact="Jane", tags=["Opted out"]))


def left_out_of_automatic_mail(station: Station) -> None:
    done(station.do("leave_out_of_auto_send", contact="Jane"))


def booking(station: Station) -> None:
    done(station.do("update_lead", lead="Dripping tap", pipeline_stage="scheduled_visit"))


def bounce(station: Station) -> None:
    text = "Your message to jane@example.net could not be delivered: no such mailbox."
    raw = letter(
        "Mail Delivery System <mailer-daemon@example.net>",
        "Undelivered Mail Returned to Sender",
        text,
        "b1@x",
    )
    assert station.office.intake("inbox").receive("bounce", raw).reason == "bounce"


def stage_change(station: Station) -> None:
    done(station.do("qualify_lead", lead="Dripping tap"))


def disqualified(station: Station) -> None:
    done(station.do("disqualify_lead", lead="Dripping tap", reason="budget"))


def switched_off(station: Station) -> None:
    done(station.do("switch_cadence", cadence=NAME, on=False))


ENDS: dict[Callable[[Station], None], str] = {
    reply: "They answered.",
    spoken: "They answered.",
    opt_out: "They want no more messages.",
    left_out_of_automatic_mail: "They want no more messages.",
    booking: "A visit or a job is booked.",
    bounce: "A mail to them came back.",
    stage_change: "The lead is in needs analysis now.",
    disqualified: "The lead is disqualified.",
    switched_off: "It was switched off.",
}


@pytest.mark.parametrize(("happens", "told"), ENDS.items(), ids=[one.__name__ for one in ENDS])
def test_it_ends_and_what_waits_no_longer_fits(
    station: Station, happens: Callable[[Station], None], told: str
) -> None:
    """Check on day 1 that neither the first mail, not approved yet, nor the call, still to be made, is left to
    happen.
    """
    started(station)
    keep(station, f"{DAY[0]}T10:05")
    keep(station, f"{DAY[1]}T06:00")
    assert (len(cards(station)), len(reminders(station))) == (1, 1)
    station.times.later(hours=3)
    happens(station)
    station.times.later(minutes=5)
    keep(station)
    assert why(station) == told
    assert cards(station) == []
    assert reminders(station) == []
    for day in (3, 7):
        assert keep(station, f"{DAY[day]}T06:00") == []
    assert [day for day, _, _ in steps(station)] == [0, 1]


def test_who_wants_no_automatic_mail_is_not_kept_after_at_all(station: Station) -> None:
    started(station)
    opt_out(station)
    assert keep(station, f"{DAY[0]}T10:05") == []
    assert (cards(station), station.rows(CadenceRun)) == ([], [])


def test_a_mail_of_ours_that_comes_back_in_its_thread_ends_it(station: Station) -> None:
    started(station)
    keep(station, f"{DAY[0]}T10:05")
    approve(station)
    station.times.later(minutes=1)
    (sent,) = [one for one in station.rows(MailMessage) if one.direction == "outbound"]
    sender, subject = (
        "Mail Delivery System <mailer-daemon@example.org>",
        "Delivery Status Notification (Failure)",
    )
    raw = letter(sender, subject, "It failed.", "b2@x", In_Reply_To=f"<{sent.message_id}>")
    assert station.office.intake("inbox").receive("bounce", raw).reason == "bounce"
    keep(station, f"{DAY[0]}T11:00")
    assert why(station) == "A mail to them came back."


def test_a_bounce_of_somebody_elses_mail_ends_nothing(station: Station) -> None:
    started(station)
    keep(station, f"{DAY[0]}T10:05")
    text = "Your message to jane@example.net.example.org and maryjane@example.net could not be delivered."
    raw = letter("mailer-daemon@example.net", "Undelivered Mail Returned to Sender", text, "b3@x")
    station.times.later(minutes=5)
    station.office.intake("inbox").receive("bounce", raw)
    assert keep(station) == []
    assert why(station) == ""


def test_undoing_a_new_lead_ends_it_too(station: Station) -> None:
    started(station)
    keep(station, f"{DAY[0]}T10:05")
    done(station.do("undo"))
    station.times.later(minutes=5)
    keep(station)
    assert why(station) == "The lead was undone."
    assert cards(station) == []


def test_undo_takes_back_a_setting_that_was_the_last_change(station: Station) -> None:
    station.times.at(f"{DAY[0]}T09:00", station.office)
    done(station.do("add_contact", first_name="Ann"))
    done(station.do("switch_cadence", cadence=NAME, on=True))
    undone = done(station.do("undo"))
    assert undone.result is not None
    assert NAME in undone.result.text
    assert "Ann" not in undone.result.text
    shown = done(station.do("show_cadences")).result
    assert shown is not None
    assert NAME not in shown.data["on"]
    assert done(station.do("show_contact", contact="Ann")).result is not None


def test_a_voicemail_left_is_no_answer(station: Station) -> None:
    started(station)
    keep(station, f"{DAY[1]}T06:00")
    station.times.later(hours=2)
    done(station.do("log_interaction", about="Jane", summary="Left word", outcome="left_voicemail"))
    keep(station)
    assert why(station) == ""


def test_the_owners_own_card_still_fits_when_a_visit_is_booked(station: Station) -> None:
    started(station)
    keep(station, f"{DAY[1]}T06:00")
    for card in cards(station):
        station.office.gate.reject(station.office.desk("cli"), card.number)
    done(station.do("send_message", to="Jane", text="See you on Thursday at 9."))
    booking(station)
    station.times.later(minutes=5)
    keep(station)
    assert len(cards(station)) == 1


def test_the_command_line_switches_and_shows_it(sqlite_station: Station) -> None:
    home = sqlite_station.office.settings.home
    at = ("--home", home, "--now", f"{DAY[0]}T09:00")
    assert "Every mail of it waits for your yes" in typed(*at, "cadence", "on").out
    assert "new-lead-cadence is on." in typed(*at, "cadence", "show").out
    wrong = typed(*at, "cadence", "on", "no-such")
    assert (wrong.code, "there is new-lead-cadence" in wrong.err) == (2, True)
    assert "is off" in typed(*at, "cadence", "off", NAME).out


@pytest.mark.parametrize(
    ("said", "heard"), [("turn the cadence on", "is on"), ("stop the lead cadence", "is off")]
)
def test_it_is_switched_by_talking(sqlite_station: Station, said: str, heard: str) -> None:
    office = sqlite_station.office
    assert heard in office.orchestrator().turn(office.desk("chat"), said).whole()
