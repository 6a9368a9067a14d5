"""Raw bytes into a parsed mail: charsets, shapes of MIME, limits (RFC 5322, 2045–2047, 2231, 3676)."""

import base64
from datetime import UTC, datetime

import pytest

from agent.intake.html_text import html_to_text
from agent.intake.parse import MailLimits, ParsedMail, read_mail

HEAD = b"From: Jane Doe <jane@example.net>\nTo: sam@example.com\nSubject: Leak\n"


def read(raw: bytes, **limits: int) -> ParsedMail:
    return read_mail(raw, MailLimits(**limits))


def test_headers_are_decoded_and_the_date_is_utc() -> None:
    mail = read(
        b'From: "Doe, Jane" <jane@example.net>\r\nTo: =?utf-8?q?Jos=C3=A9?= <jose@example.com>,\r\n b@example.com\r\n'
        b"Subject: =?utf-8?b?w4E=?= =?utf-8?q?_b?=\r\nDate: Tue, 17 Nov 2026 19:00:00 -0600\r\n"
        b"Message-ID: <one@example.net>\r\nReferences: <a@x> <b@x>\r\nIn-Reply-To: <b@x>\r\n\r\nHi\r\n"
    )
    assert mail.sender is not None
    assert (mail.sender.name, mail.sender.address) == ("Doe, Jane", "jane@example.net")
    assert [(item.name, item.address) for item in mail.to] == [
        ("José", "jose@example.com"),
        ("", "b@example.com"),
    ]
    assert mail.subject == "Á b"
    assert mail.date == datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
    assert (mail.message_id, mail.in_reply_to, mail.references) == ("one@example.net", "b@x", ("a@x", "b@x"))
    assert mail.text == "Hi"


def test_a_character_split_over_two_encoded_words_is_whole_again() -> None:
    assert read(b"From: a@b.example\nSubject: =?utf-8?q?caf=C3?= =?utf-8?q?=A9?=\n\n").subject == "café"


@pytest.mark.parametrize(
    ("declared", "body", "text"),
    [
        (b"us-ascii", "café".encode(), "café"),
        (b"iso-8859-1", "café".encode(), "café"),
        (b"iso-8859-1", b"\x93hi\x94", "“hi”"),
        (b"utf-8", b"caf\xe9", "café"),
        (b"x-unknown", b"caf\xe9", "café"),
        (b"iso-8859-2", "Łódź".encode("iso-8859-2"), "Łódź"),
        (b"koi8-r", "Привет".encode("koi8-r"), "Привет"),
        (b"punycode", b"plain", "plain"),
        (b"utf-16", "héllo".encode("utf-16"), "héllo"),
    ],
)
def test_wrong_and_missing_charsets_are_guessed(declared: bytes, body: bytes, text: str) -> None:
    assert read(HEAD + b"Content-Type: text/plain; charset=" + declared + b"\n\n" + body).text == text


def test_a_message_without_an_id_gets_the_same_one_each_time_and_others_another() -> None:
    one, again, other = read(HEAD + b"\nx"), read(HEAD + b"\nx"), read(HEAD + b"\ny")
    assert one.message_id == again.message_id != other.message_id


def test_flowed_text_is_joined_and_deleted_spaces_stay_deleted() -> None:
    flowed = b"Content-Type: text/plain; format=flowed\n\nit does \nnot drain\n-- \nJane"
    assert read(HEAD + flowed).text == "it does not drain\n-- \nJane"
    deleted = b"Content-Type: text/plain; format=flowed; delsp=yes\n\nwater \nfall\n"
    assert read(HEAD + deleted).text == "waterfall"


def test_plain_text_is_preferred_but_not_a_placeholder_for_html() -> None:
    def alternative(plain: bytes) -> ParsedMail:
        return read(
            HEAD
            + b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
            + plain
            + b"\n--b\nContent-Type: text/html\n\n<p>rich &amp; styled</p>\n--b--\n"
        )

    assert alternative(b"plain words").text == "plain words"
    assert alternative(b"  ").text == "rich & styled"
    assert alternative(b"Your reader cannot show HTML.").text == "rich & styled"


def test_a_large_attachment_keeps_name_type_and_size_but_no_content() -> None:
    body = base64.encodebytes(b"x" * 5_000)
    raw = (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: image/png\n"
        b"Content-Transfer-Encoding: base64\nContent-Disposition: attachment;\n filename*=utf-8''foto%20%C3%A1.png\n\n"
    )
    raw += body + b"--b--\n"
    (kept,) = read(raw, attachment=6_000).attachments
    assert (kept.name, kept.media_type, kept.size, kept.content) == (
        "foto á.png",
        "image/png",
        5_000,
        b"x" * 5_000,
    )
    (large,) = read(raw, attachment=4_999).attachments
    assert (large.size, large.content) == (5_000, None)


def test_an_attachments_name_has_no_folder_in_it() -> None:
    raw = HEAD + b'Content-Type: application/pdf; name="../../etc/passwd"\n\nx'
    assert read(raw).attachments[0].name == "passwd"


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nx\n--b--",
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx",
        b"\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----",
    ],
)
def test_encrypted_mail_is_told(header: bytes) -> None:
    assert read(HEAD + header).encrypted


def test_beyond_the_limit_only_the_headers_are_read() -> None:
    mail = read(HEAD + b"\n" + b"x" * 1_000, mail=500)
    assert mail.too_large
    assert (mail.subject, mail.text) == ("Leak", "")


def test_long_text_is_cut_and_says_so() -> None:
    mail = read(HEAD + b"\n" + b"x" * 1_000, text=100)
    assert (len(mail.text), mail.truncated) == (100, True)


def test_noise_is_unreadable_and_text_with_some_null_bytes_is_not() -> None:
    assert read(bytes(range(256)) * 10).unreadable
    assert read(HEAD + b"Content-Transfer-Encoding: base64\n\n!!!\n").unreadable
    mail = read(HEAD + b"\nThe tank \x00leaks\x00 at the base, please call.\n")
    assert not mail.unreadable
    assert mail.text == "The tank leaks at the base, please call."


@pytest.mark.parametrize("boundary", [b"b", b"wrong", b""])
def test_parts_are_found_with_a_wrong_boundary_or_no_last_one(boundary: bytes) -> None:
    raw = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary="
        + boundary
        + b"\n\n--b\nContent-Type: text/plain\n\nhello\n--b\nContent-Type: image/png; name=a.png\n\nxx\n"
    )
    mail = read(raw)
    assert mail.text == "hello"
    assert [item.name for item in mail.attachments] == ["a.png"]


def test_html_becomes_the_text_that_a_person_sees() -> None:
    html = (
        "<head><title>t</title></head><style>p{}</style><script>x()</script><!-- c --><p>One&nbsp;two<br>three</p>"
        "<table><tr><td><p>Name</p></td><td>Jane</td></tr><tr><td>Phone</td><td>5</td></tr></table>"
        "<div style='display: none'>hidden</div><blockquote>old<br>words</blockquote>a < b"
    )
    assert html_to_text(html) == "One two\nthree\n\nName\tJane\nPhone\t5\n\n> old\n> words\n\na < b"


def test_parts_nested_beyond_reason_end_somewhere() -> None:
    layers = (b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(5_000))
    mail = read(HEAD + b"Content-Type: multipart/mixed; boundary=b0\n\n" + b"".join(layers) + b"deep words")
    assert mail.text.startswith("--b10\n")  # ten deep, the rest is taken as text
