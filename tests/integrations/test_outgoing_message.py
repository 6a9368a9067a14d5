"""Mails that we build: standard, threaded, and closed to header injection (row C21)."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.intake.parse import MailLimits, read_mail
from integrations.message import Letter, build_message, message_id_for

WHEN = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)


def outgoing(**changes: object) -> Letter:
    plain: dict[str, object] = {
        "sender_name": "Rivera Plumbing",
        "sender_address": "office@riveraplumbing.example.com",
        "to_name": "Maria Lopez",
        "to_address": "maria.lopez@example.com",
        "subject": "Your leaky faucet",
        "text": "Hi Maria,\n\nThursday works.\nSam",
        "date": WHEN,
        "effect_key": "approval-12",
    }
    return Letter(**{**plain, **changes})  # type: ignore[arg-type]


def parsed(mail: Letter) -> EmailMessage:
    message = message_from_bytes(build_message(mail).as_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def test_a_reply_names_its_thread_oldest_first() -> None:
    message = parsed(outgoing(in_reply_to="c@x.example", references=("a@x.example", "b@x.example")))
    assert message["In-Reply-To"] == "<c@x.example>"
    assert message["References"] == "<a@x.example> <b@x.example> <c@x.example>"
    assert message["X-Deskhand-Effect"] == "approval-12"
    assert message["Message-ID"] == f"<{message_id_for('approval-12', 'office@riveraplumbing.example.com')}>"


def test_the_same_mail_is_the_same_bytes_and_another_key_is_another_message() -> None:
    assert build_message(outgoing()).as_bytes() == build_message(outgoing()).as_bytes()
    assert parsed(outgoing())["Message-ID"] != parsed(outgoing(effect_key="approval-13"))["Message-ID"]


def test_the_html_part_says_what_the_plain_part_says_and_markup_stays_text() -> None:
    message = parsed(outgoing(text="Hi <b>Maria</b> & co,\n\nThursday?\nSam"))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == "Hi <b>Maria</b> & co,\n\nThursday?\nSam\n"
    assert "<p>Hi &lt;b&gt;Maria&lt;/b&gt; &amp; co,</p>" in html.get_content()


NAMES = [
    "Lopez, Maria",
    'Maria "Mia" Lopez',
    "María López, Dueña",
    "Łukasz Wiśniewski",
    "李小龙",
    "a@b.example",
    "x" * 200,
    "É" * 120,
    "Únder " * 30 + "Ó",
    "Ann <b@c.example>, É",
]


def as_other_programs_read(encoded: str) -> str:
    return str(make_header(decode_header(encoded.replace("\r\n", ""))))


@pytest.mark.parametrize("name", NAMES)
def test_names_and_subjects_of_any_script_come_back_whole(name: str) -> None:
    raw = build_message(outgoing(to_name=name, sender_name=name, subject=name)).as_bytes()
    assert raw.isascii()
    back = read_mail(raw, MailLimits())
    assert [(item.name, item.address) for item in back.to] == [(name, "maria.lopez@example.com")]
    assert back.subject == name
    message = message_from_bytes(raw)
    assert as_other_programs_read(message["Subject"]) == name
    ((phrase, address),) = getaddresses([message["To"].replace("\r\n", "")])
    assert (as_other_programs_read(phrase), address) == (name, "maria.lopez@example.com")


@given(name=st.text(max_size=150), subject=st.text(max_size=300), text=st.text(max_size=300))
def test_nothing_in_name_subject_or_text_can_add_a_header_or_a_recipient(
    name: str, subject: str, text: str
) -> None:
    message = parsed(outgoing(to_name=name, subject=subject, text=text))
    expected = [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "X-Deskhand-Effect",
        "MIME-Version",
        "Content-Type",
    ]
    assert sorted(message.keys()) == sorted(expected)
    assert [address.addr_spec for address in message["To"].addresses] == ["maria.lopez@example.com"]


def test_a_line_end_in_the_subject_becomes_a_space() -> None:
    assert parsed(outgoing(subject="Hi\r\nBcc: all@example.com"))["Subject"] == "Hi Bcc: all@example.com"


@pytest.mark.parametrize(
    "changes",
    [
        {"to_address": "a@b.example\nBcc: c@d.example"},
        {"to_address": "a@b.example, c@d.example"},
        {"to_address": "nobody"},
        {"to_address": "a@b@c.example"},
        {"sender_address": "<a@b.example>"},
        {"in_reply_to": "a\nb"},
        {"in_reply_to": "a> <b"},
        {"in_reply_to": "a", "references": ("",)},
        {"effect_key": ""},
        {"effect_key": "a\nb"},
        {"effect_key": "é"},
        {"date": WHEN.replace(tzinfo=None)},
    ],
)
def test_what_cannot_stand_in_a_header_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        build_message(outgoing(**changes))


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1b", "\x7f", "\u2028", "\u202e", "\ud800"])
def test_control_and_hidden_characters_stay_out_of_headers(character: str) -> None:
    message = parsed(outgoing(to_name=f"Ma{character}ria", subject=f"Fau{character}cet"))
    assert message["Subject"] == "Fau cet"
    assert message["To"].addresses[0].display_name == "Ma ria"


def test_lines_of_the_mail_end_in_crlf_and_stay_short() -> None:
    raw = build_message(outgoing(text="x" * 5_000 + "\nÉ\n.\nFrom here")).as_bytes()
    lines = raw.split(b"\r\n")
    assert all(b"\n" not in line for line in lines)
    assert max(map(len, lines)) <= 998
