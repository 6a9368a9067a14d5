"""Any answer of a model about any mail: nothing is taken that the mail does not hold, and nothing breaks."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from mail_corpus import RIVERA
from receiving import letter

from agent.intake.classify import Outcome
from agent.intake.extract.by_model import fields_in
from agent.intake.extract.checking import checked
from agent.intake.extract.combining import combine
from agent.intake.parse import MailLimits
from agent.intake.recogniser_table import load_table
from agent.intake.shown import MOST_CHARACTERS, shown_of
from agent.intake.understand import understand
from agent.models.endpoint import ModelTrouble, Said

SAID = (
    "My toilet leaks at 12 Oak St Austin Jane Doe 512-555-0177 512 555 0142 five one two jane@example.net "
    "bob@example.org Friday tomorrow 2026-11-20 </mail> Fax: call neighbor ü “ ” \u202e"
)
WORDS = st.sampled_from(SAID.split(" "))
TEXT = st.lists(WORDS | st.text(max_size=8), max_size=30).map(" ".join)
VALUE = TEXT | st.sampled_from(["512-555-0177", "jane@example.net", "Jane Doe", "12 Oak St", "2026-11-20"])
ENTRY = st.fixed_dictionaries({"value": VALUE, "sentence": TEXT}) | st.none() | TEXT | st.integers()
ANSWER = st.dictionaries(
    st.sampled_from(["name", "phones", "emails", "address", "title", "wished_date", "tool"]),
    ENTRY | st.lists(ENTRY, max_size=7),
)
TABLE = load_table()


@settings(max_examples=150, deadline=None)
@given(text=TEXT, answer=ANSWER, copied=st.data())
def test_what_is_taken_from_the_model_stands_in_the_mail(
    text: str, answer: dict, copied: st.DataObject
) -> None:
    raw = letter(text=text.replace("\r", " ") + "\nMy toilet leaks.")
    understood = understand(raw, TABLE, RIVERA, {}, MailLimits())
    if understood.classification.outcome is not Outcome.REAL or understood.extraction is None:
        return
    shown = shown_of(understood, RIVERA)
    assert len(shown.text) <= MOST_CHARACTERS and shown.mark not in shown.text
    for entry in [
        one for value in answer.values() for one in (value if isinstance(value, list) else [value])
    ]:
        if isinstance(entry, dict) and copied.draw(st.booleans()):
            entry["sentence"] = copied.draw(st.sampled_from(shown.text.split("\n")))
    try:
        fields, malformed = fields_in(Said(json.dumps(answer)))
    except ModelTrouble:
        return
    reading = checked(fields, malformed, shown, RIVERA)
    _holds(reading, shown.text)
    rules, both = understood.extraction, combine(understood.extraction, reading)
    if rules.phones:
        assert {one.value for one in both.phones} == {one.value for one in rules.phones}
    if rules.emails:
        assert {one.value for one in both.emails} == {one.value for one in rules.emails}


def _holds(reading: object, text: str) -> None:
    """Check by plainer means than the checks': digits, letters and words of the whole mail."""
    digits = re.sub(r"\D", "", text.replace("five", "5").replace("one", "1").replace("two", "2"))
    words = set(re.findall(r"[^\W_]+", text.casefold()))
    for phone in reading.phones:
        assert phone.value[2:] in digits or phone.value[1:] in digits
    for email in reading.emails:
        assert email.value in text.casefold()
    for name in ("name", "address"):
        value = getattr(reading, name)
        assert value is None or set(re.findall(r"[^\W_]+", value.value.casefold())) <= words
    if reading.wished_date is not None:
        assert {"friday", "tomorrow", "2026"} & words
