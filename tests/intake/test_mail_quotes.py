"""The new words in a mail, apart from history, signature and footers."""

import pytest

from agent.intake.forwarded import find_forwarded
from agent.intake.parse import MailLimits, read_mail
from agent.intake.quotes import strip_quotes


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, Nov 16, 2026 at 9:12 AM Sam <sam@example.com> wrote:",
        "On Mon, Nov 16, 2026 at 9:12 AM Sam Rivera\n<sam@example.com>\nwrote:",
        "Am Mo., 16. Nov. 2026 um 09:12 Uhr schrieb Sam <sam@example.com>:",
        "El lun, 16 nov 2026 a las 9:12, Sam (<sam@example.com>) escribió:",
        "Le lun. 16 nov. 2026 à 09:12, Sam <sam@example.com> a écrit :",
        "W dniu 16.11.2026 o 09:12, Sam pisze:",
        "pon., 16 lis 2026 o 09:12 Sam <sam@example.com> napisał(a):",
        "Il giorno lun 16 nov 2026 alle ore 09:12 Sam <sam@example.com> ha scritto:",
    ],
)
@pytest.mark.parametrize("quoted", ["> The call is $89.\n> Sam", "The call is $89.\nSam"])
def test_history_below_an_attribution_is_cut(attribution: str, quoted: str) -> None:
    text = strip_quotes(f"Thursday works.\n\n{attribution}\n\n{quoted}\n")
    assert text.fresh == "Thursday works."
    assert "$89" in text.history


def test_an_answer_below_the_quotation_is_kept() -> None:
    text = strip_quotes("On Nov 16, 2026, Sam wrote:\n> When?\n\nThursday.\n\n> Where?\nAt home.\n")
    assert text.fresh.split() == ["Thursday.", "At", "home."]


@pytest.mark.parametrize(
    "block",
    [
        "From: Sam\nSent: Monday, November 16, 2026\nTo: Mark\nSubject: Estimate\n\nold words",
        "-----Original Message-----\nold words",
        "________________________________\nVon: Sam\nGesendet: Montag\nAn: Mark\nBetreff: Angebot\n\nold words",
        "*De:* Sam\n*Enviado:* lunes\n*Para:* Mark\n*Asunto:* Presupuesto\n\nold words",
    ],
)
def test_header_blocks_of_outlook_begin_history(block: str) -> None:
    assert strip_quotes(f"Yes please.\n\n{block}").fresh == "Yes please."


@pytest.mark.parametrize(
    ("text", "fresh", "signature"),
    [
        ("It leaks.\n\n-- \nJane Doe\n512-555-0142", "It leaks.", "Jane Doe\n512-555-0142"),
        ("It leaks.\n\nSent from my iPhone", "It leaks.", "Sent from my iPhone"),
        ("Es tropft.\n\nVon meinem iPhone gesendet", "Es tropft.", "Von meinem iPhone gesendet"),
        (
            "It leaks.\n\nJane Doe\nOffice Manager, Doe Dental\nO: (512) 555-0142",
            "It leaks.",
            "Jane Doe\nOffice Manager, Doe Dental\nO: (512) 555-0142",
        ),
    ],
)
def test_signatures_are_cut_but_kept_apart(text: str, fresh: str, signature: str) -> None:
    parted = strip_quotes(text)
    assert (parted.fresh, parted.signature) == (fresh, signature)


def test_disclaimers_are_cut_at_their_sentence() -> None:
    parted = strip_quotes("Please call. CONFIDENTIALITY NOTICE: this is secret.\n\nP.S. after five.")
    assert parted.fresh == "Please call.\nP.S. after five."
    assert "secret" in parted.footer


def test_a_sentence_with_wrote_is_no_attribution() -> None:
    text = "On Monday I found a leak. The city wrote: fix it in 30 days.\nCan you?"
    assert strip_quotes(text).fresh == text


@pytest.mark.parametrize(
    "body",
    [
        "put her in please\n\n---------- Forwarded message ---------\nFrom: Ann Lee <ann@example.org>\n"
        "Date: Tue\nSubject: leak\nTo: <sam@example.com>\n\nIt leaks.",
        "put her in please\n\nBegin forwarded message:\n\n> From: Ann Lee <ann@example.org>\n> Subject: leak\n"
        "> Date: Tue\n> To: sam@example.com\n>\n> It leaks.",
        "put her in please\n\nFrom: Ann Lee <ann@example.org>\nSent: Tuesday\nTo: Sam\nSubject: leak\n\nIt leaks.",
        "put her in please\n\nVon: Ann Lee <ann@example.org>\nGesendet: Dienstag\nAn: Sam\nBetreff: leak\n\nIt leaks.",
    ],
)
def test_the_person_inside_a_forwarded_mail_is_found(body: str) -> None:
    raw = (
        b"From: Sam <s@example.net>\nSubject: Fwd: leak\nContent-Type: text/plain; charset=utf-8\n\n"
        + body.encode()
    )
    inside = find_forwarded(read_mail(raw, MailLimits()))
    assert inside is not None
    assert inside.sender is not None
    assert (inside.sender.name, inside.sender.address) == ("Ann Lee", "ann@example.org")
    assert (inside.subject, inside.text, inside.note) == ("leak", "It leaks.", "put her in please")
