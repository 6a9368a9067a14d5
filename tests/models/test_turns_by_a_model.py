"""Turns driven by a language model through the public door, with the real client over loopback: each wrong answer has one
outcome, no tool runs twice, and the conversation stays usable."""

import json
import threading
from typing import Any

import pytest
from loopback_endpoint import KEY, Answer, Server, calls, counted, delta, refusal, words
from sqlmodel import col, func, select
from talking import ADD, MARIA, Heard, known, outcomes, people, results, say

from agent.conversation.reply import Reply
from agent.usage import set_cap
from entrypoints.bootstrap import Office
from schemas.effects import Call
from schemas.records import AuditRow, Interaction, ModelUse, Turn


def test_a_request_is_carried_out_and_told(driven: Office, server: Server) -> None:
    server.plays(calls(ADD, text="Adding her."), words("Maria Lopez is on record."))
    heard = Heard()
    reply = say(driven, "add Maria Lopez 512-555-0142", listener=heard)
    done = "Added: Maria Lopez, (512) 555-0142. I've noted them as a new prospect."
    assert (reply.text, reply.done) == ("Maria Lopez is on record.", [done])
    assert (outcomes(reply), reply.model) == (["done"], "test-model")
    assert heard.events == ["Adding her.", "[add_contact]", "Maria Lopez is on record."]
    assert people(driven) == ["Maria"]
    (told,) = results(server)
    assert told["tool_call_id"] == "call_0"
    assert told["content"].startswith("<record>done\nAdded: Maria Lopez")


def test_the_audit_says_that_a_model_proposed_it_and_for_whom(driven: Office, server: Server) -> None:
    server.plays(calls(ADD), words("Done."))
    say(driven, "add Maria")
    with driven.desk("cli").unit.reading() as session:
        row = session.exec(select(AuditRow).where(col(AuditRow.tool) == "add_contact")).one()
        assert (row.actor.value, row.door, row.member_id) == ("model", "chat", driven.owner.member_id)


def test_every_call_of_a_step_gets_one_result_in_order(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    server.plays(
        calls(("show_contact", {"contact": "Maria"}), ("show_contact", {"contact": "Nobody Known"})),
        words("Here."),
    )
    reply = say(driven, "who are maria and nobody")
    assert outcomes(reply) == ["done", "refused"]
    assert [one["tool_call_id"] for one in results(server)] == ["call_0", "call_1"]
    assert "not_found" in results(server)[1]["content"]


def test_a_card_waits_and_the_model_hears_that_nothing_has_happened(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    mail = {"to": "Maria", "subject": "Visit", "text": "I'll be there at nine."}
    server.plays(calls(("send_message", mail)), words("It waits for you."))
    reply = say(driven, "tell maria I'll be there at nine")
    assert outcomes(reply) == ["waiting"]
    assert "Nothing has happened yet" in results(server)[0]["content"]
    assert "I'll be there at nine." in reply.below()
    assert not list((driven.settings.outgoing_mail).glob("**/*.eml"))


def test_the_model_hears_what_became_of_its_card_at_its_next_turn_and_only_once(
    driven: Office, server: Server
) -> None:
    known(driven, **MARIA)
    mail = {"to": "Maria", "subject": "Visit", "text": "At nine."}
    server.plays(calls(("send_message", mail)), words("It waits."), words("You're welcome."))
    first = say(driven, "tell maria I'll be there at nine")
    say(driven, "yes 1", first.conversation)
    say(driven, "good work", first.conversation)
    assert "Card #1 is done now: Send a mail to Maria Lopez" in server.asked[-1]["messages"][-1]["content"]
    say(driven, "anything else?", first.conversation)
    assert "Card #1" not in server.asked[-1]["messages"][-1]["content"]


def test_an_edit_waits_with_auto_send_on_and_never_reaches_the_model(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    by_hand = driven.desk("cli")
    driven.gate.submit(by_hand, Call(tool="open_lead", arguments={"title": "Leaky tap", "contact": "Maria"}))
    server.plays(
        calls(("read_procedure", {"name": "messages"})),
        calls(("draft_follow_up", {"lead": "Maria"})),
        words("It waits."),
    )
    first = say(driven, "follow up with maria")
    asked = driven.gate.submit(by_hand, Call(tool="turn_on_auto_send", arguments={"kind": "inquiry"})).card
    assert asked is not None
    driven.gate.decide(by_hand, asked.approval, asked.digest)
    before = len(server.asked)
    reply = say(driven, "by email", first.conversation)
    assert len(server.asked) == before
    assert len(reply.cards) == 1
    assert not list(driven.settings.outgoing_mail.glob("new/*"))


def test_a_decision_never_reaches_the_model(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    server.plays(calls(("send_message", {"to": "Maria", "subject": "A", "text": "B"})), words("It waits."))
    first = say(driven, "mail maria")
    before = len(server.asked)
    decided = say(driven, "yes 1", first.conversation)
    assert len(server.asked) == before
    assert outcomes(decided) == ["done"]


@pytest.mark.parametrize("arguments", ["{not json", "[1]", '"Maria"', "", '{"first_name": 7'])
def test_arguments_that_are_no_object_are_refused_and_can_be_written_again(
    driven: Office, server: Server, arguments: str
) -> None:
    server.plays(calls(("add_contact", arguments)), calls(ADD), words("Done."))
    reply = say(driven, "add Maria")
    assert outcomes(reply) == ["refused", "done"]
    assert people(driven) == ["Maria"]


def test_where_one_call_cannot_be_read_none_of_the_step_runs(driven: Office, server: Server) -> None:
    server.plays(calls(ADD, ("log_interaction", "{oops")), calls(ADD), words("Done."))
    reply = say(driven, "add Maria and log a call")
    assert outcomes(reply) == ["refused", "refused", "done"]
    assert len(results(server, 1)) == 2
    assert people(driven) == ["Maria"]


@pytest.mark.parametrize(
    "call",
    [("no_such_tool", {}), ("add_contact", {"nickname": "M"}), ("show_contact", {}), ("", {"a": 1})],
)
def test_unknown_tools_and_arguments_are_refused_with_what_would_be_right(
    driven: Office, server: Server, call: tuple[str, dict[str, Any]]
) -> None:
    server.plays(calls(call), words("I could not."))
    reply = say(driven, "do it")
    assert outcomes(reply) == ["refused"]
    assert (reply.text, reply.done) == ("I could not.", ["Nothing was changed."])


def test_a_call_that_is_sent_twice_runs_once(driven: Office, server: Server) -> None:
    log = ("log_interaction", {"about": "Maria", "summary": "talked"})
    known(driven, **MARIA)
    server.plays(calls(log, log, ids=("a", "a")), calls(log), words("Logged."))
    reply = say(driven, "log a call with maria")
    with driven.desk("cli").unit.reading() as session:
        logged = session.exec(select(func.count()).select_from(Interaction)).one()
    assert logged == 1, outcomes(reply)
    assert len(results(server, 1)) == 1


def test_two_calls_of_one_id_are_two_calls(driven: Office, server: Server) -> None:
    tom = ("add_contact", {"first_name": "Tom", "phone": "512-555-0171"})
    server.plays(calls(ADD, tom, ids=("same", "same")), words("Both."))
    say(driven, "add both")
    assert people(driven) == ["Maria", "Tom"]
    ids = [one["tool_call_id"] for one in results(server)]
    assert len(set(ids)) == 2


def test_after_a_refusal_later_writes_of_the_step_do_not_run_but_reads_do(
    driven: Office, server: Server
) -> None:
    wrong = ("log_interaction", {"about": "Nobody Known", "summary": "x"})
    server.plays(calls(wrong, ADD, ("newest_customers", {})), words("I asked about nobody."))
    reply = say(driven, "log, add, list the newest customers")
    assert outcomes(reply) == ["refused", "refused", "done"]
    assert "not_run" in results(server)[1]["content"]
    assert people(driven) == []


def test_an_empty_answer_is_asked_for_once_more(driven: Office, server: Server) -> None:
    server.plays(words(""), words("Here I am."))
    assert say(driven, "hello there").text == "Here I am."
    assert "empty" in server.asked[1]["messages"][-1]["content"]


def test_a_model_that_stays_silent_is_replaced_for_the_turn(driven: Office, server: Server) -> None:
    server.plays(words(""))
    reply = say(driven, "add a new customer Maria Lopez 512-555-0142")
    assert reply.model == "builtin"
    assert people(driven) == ["Maria"]
    assert len(server.asked) == 2


def test_words_that_were_cut_off_say_so(driven: Office, server: Server) -> None:
    server.plays(words("A long story", finish="length"))
    assert "cut off" in say(driven, "tell me everything").text


def test_calls_of_an_answer_that_was_cut_off_do_not_run(driven: Office, server: Server) -> None:
    cut = calls(ADD)
    cut.chunks = [*cut.chunks[:-2], delta(finish="length")]
    server.plays(cut, calls(ADD), words("Done."))
    reply = say(driven, "add Maria")
    assert outcomes(reply) == ["done"]
    assert "None of them ran" in results(server, 1)[0]["content"]


def test_a_refusal_is_the_reply_and_changes_nothing(driven: Office, server: Server) -> None:
    server.plays(Answer(chunks=[delta(refusal="I can't help with that."), delta(finish="stop")]))
    reply = say(driven, "do something odd")
    assert (reply.text, reply.calls) == ("I can't help with that.", [])


def test_a_model_that_calls_without_end_is_stopped(driven: Office, server: Server) -> None:
    server.plays(calls(("newest_customers", {})))
    reply = say(driven, "go on")
    assert len(server.asked) == 12
    assert "more steps than one message should" in reply.text


def test_what_one_turn_may_take_is_bounded(driven: Office, server: Server) -> None:
    many = calls(("newest_customers", {}))
    many.chunks = [*many.chunks[:-1], counted(tokens_in=70_000)]
    server.plays(many)
    say(driven, "go on")
    assert len(server.asked) == 2


def test_usage_is_kept_for_each_request_and_the_turn_is_kept_with_it(driven: Office, server: Server) -> None:
    server.plays(calls(ADD), words("Done.", tokens_in=200, tokens_out=5, cached=150))
    say(driven, "add Maria")
    with driven.desk("cli").unit.reading() as session:
        uses = session.exec(select(ModelUse).order_by(col(ModelUse.use_id))).all()
        taken = [(use.tokens_in, use.tokens_out, use.tokens_cached) for use in uses]
        assert taken == [(100, 10, 0), (200, 5, 150)]
        assert all(use.first_word_ms is not None and use.trouble == "" for use in uses)
        assert session.exec(select(Turn)).one().model == "test-model"


def test_the_months_cap_falls_back_with_a_notice_once(driven: Office, server: Server) -> None:
    set_cap(driven.desk("cli"), 100)
    server.plays(words("Hello.", tokens_in=90, tokens_out=10))
    assert say(driven, "hello you").text == "Hello."
    over = say(driven, "add a new customer Maria Lopez 512-555-0142")
    assert "cap of 100 tokens" in over.text
    assert (over.model, people(driven), len(server.asked)) == ("builtin", ["Maria"], 1)
    assert "cap" not in say(driven, "help").text


def test_the_key_is_in_no_record_log_or_reply(
    driven: Office, server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    server.plays(refusal(401, f"wrong key {KEY}"), calls(ADD), words("Done."), refusal(500, KEY))
    replies = [say(driven, "add Maria"), say(driven, "add Maria Lopez please"), say(driven, "help me")]
    dumped = "".join(str(row) for row in _everything(driven))
    said = "".join(json.dumps(reply.as_json()) for reply in replies)
    logged = "".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    out, err = capfd.readouterr()
    files = b"".join(file.read_bytes() for file in driven.settings.home.rglob("*") if file.is_file())
    for text in (dumped, said, logged, out, err, repr(driven), repr(driven.settings), str(driven.endpoint())):
        assert "canary" not in text
    assert b"canary" not in files
    assert all(key == f"Bearer {KEY}" for key in server.keys)


def _everything(office: Office) -> list[Any]:
    from sqlalchemy import text

    with office.database.engine.connect() as raw:
        tables = raw.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return [row for table in tables for row in raw.execute(text(f"SELECT * FROM {table}")).all()]


@pytest.mark.parametrize("claimed", ["Done.", "Logged with Grace Hall.", "Mike is a customer now."])
def test_below_a_models_words_stands_what_was_done_whatever_it_says(
    driven: Office, server: Server, claimed: str
) -> None:
    server.plays(calls(ADD), words(claimed))
    reply = driven.orchestrator().turn(driven.desk("chat"), "put Maria Lopez on record, 512-555-0142")
    framed = f"{claimed}\n\n┏━━ What was done\n┃ Added: Maria Lopez, (512) 555-0142"
    assert reply.whole().startswith(framed)
    server.plays(
        calls(("update_contact", {"contact": "Maria", "lifecycle_stage": "customer"})), words(claimed)
    )
    refused = driven.orchestrator().turn(driven.desk("chat"), "make Maria a customer", reply.conversation)
    assert outcomes(refused) == ["refused"]
    assert refused.whole() == f"{claimed}\n\n┏━━ What was done\n┃ Nothing was changed.\n┗━━"


def test_two_conversations_at_once_do_not_mix(driven: Office, server: Server) -> None:
    tom = ("add_contact", {"first_name": "Tom", "phone": "512-555-0171"})

    def answer(body: dict[str, Any]) -> Answer:
        after_result = body["messages"][-1]["role"] == "tool"
        asked_for_tom = "tom" in next(m["content"] for m in reversed(body["messages"]) if m["role"] == "user")
        return (
            words("Tom." if asked_for_tom else "Maria.")
            if after_result
            else calls(tom if asked_for_tom else ADD)
        )

    server.plays(answer)
    orchestrator = driven.orchestrator()
    replies: dict[str, Reply] = {}

    def talk(text: str) -> None:
        replies[text] = orchestrator.turn(driven.desk("chat"), text)

    threads = [threading.Thread(target=talk, args=(text,)) for text in ("add tom", "add maria")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert replies["add tom"].done[0].startswith("Added: Tom,")
    assert replies["add maria"].done[0].startswith("Added: Maria")
    assert sorted(people(driven)) == ["Maria", "Tom"]
