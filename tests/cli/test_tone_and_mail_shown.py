"""`deskhand tone`, `init --tone` and `intake show`, as an owner types them."""

import json
from pathlib import Path

from command import deskhand

MAIL = b"From: Jane Doe <jane@example.net>\nSubject: Toilet\nMessage-ID: <a@example.net>\n\nMy toilet leaks. 512-555-0177\n"


def test_the_tone_is_set_at_the_beginning_or_later_and_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert (
        deskhand("--home", home, "init", "--name", "Rivera", "--country", "US", "--tone", "plain").code == 0
    )
    assert json.loads(deskhand("--home", home, "tone", "--json").out) == {"tone": "plain"}
    assert deskhand("--home", home, "tone", "formal").out == "Drafts are formal.\n"
    refused = deskhand("--home", home, "tone", "angry")
    assert (refused.code, "friendly, plain, formal" in refused.err) == (3, True)


def test_a_tone_that_there_is_not_sets_nothing_up(tmp_path: Path) -> None:
    ran = deskhand("--home", tmp_path / "home", "init", "--name", "Rivera", "--tone", "angry")
    assert ran.code == 3 and "angry" in ran.err and not (tmp_path / "home").exists()


def test_a_mail_is_shown_with_the_sentence_of_each_value(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "one.eml").write_bytes(MAIL)
    deskhand("--home", home, "init", "--name", "Rivera", "--country", "US")
    deskhand("--home", home, "intake", "--from", tmp_path / "one.eml", OPENAI_API_KEY="", OPENAI_BASE_URL="")
    told = json.loads(deskhand("--home", home, "intake", "show", "1", "--json").out)
    assert [one["field"] for one in told["result"]["fields"]][:2] == ["name", "phone"]
    assert "“512-555-0177” (the rules)" in told["result"]["text"]
