"""Mail: what came in and what became of it, "this was a lead" and the reverse, one mail as plain text (row C7)."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from web.browsing import Page, Person

from entrypoints.bootstrap import mails_in
from schemas.records import Lead, MailMessage

INQUIRY = """From: Jane Doe <jane@example.net>
Subject: Leaking toilet
Message-ID: <one@example.net>

Hello, my toilet leaks. Can you come on Friday? Call me at 512-555-0177.
Jane Doe
"""
NEWSLETTER = """From: Pipe News <news@example.org>
Subject: 20% off all fittings
Message-ID: <two@example.org>
List-Unsubscribe: <https://example.org/out>
Precedence: bulk

Our weekly newsletter. Unsubscribe at any time.
"""


@pytest.fixture
def with_mail(served_page: Page, tmp_path: Path) -> Page:
    """Take in an inquiry that became a lead, and a newsletter that was skipped."""
    for name, text in {"1.eml": INQUIRY, "2.eml": NEWSLETTER}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    taken = list(served_page.office.intake("inbox").receive_all(mails_in(tmp_path)))
    assert [one.outcome for one in taken] == ["lead", "skipped"]
    return served_page


def outcomes(page: Page) -> dict[str, str]:
    """Return the outcome of each mail on record by subject."""
    with page.office.desk("cli").unit.reading() as session:
        return {one.subject: str(one.outcome) for one in session.exec(select(MailMessage))}


def test_nothing_taken_in_says_how_to(owner: Person) -> None:
    heard = owner.get("/mail")
    assert heard.status == 200
    assert "No mail here." in heard.text and "deskhand connect gmail" in heard.text


def test_each_mail_stands_with_what_became_of_it_and_why(with_mail: Page) -> None:
    heard = with_mail.as_("owner").get("/mail")
    assert heard.text.index("20% off all fittings") < heard.text.index("Leaking toilet")
    skipped = with_mail.as_("owner").get("/mail?show=skipped").text
    assert "20% off all fittings" in skipped and "Leaking toilet" not in skipped
    with with_mail.office.desk("cli").unit.reading() as session:
        why = session.exec(select(MailMessage.explanation).where(MailMessage.outcome == "skipped")).one()
    assert why and why[:30] in skipped


def test_a_skipped_mail_that_was_a_lead_is_taken_in(browser: Any, with_mail: Page) -> None:
    page = browser("owner")
    page.goto("/mail?show=skipped")
    page.get_by_role("button", name="This was a lead").click()
    page.locator("#told .notice").wait_for()
    assert outcomes(with_mail) == {"Leaking toilet": "lead", "20% off all fittings": "lead"}


def test_a_lead_that_was_none_is_given_up_without_scripts_too(browser: Any, with_mail: Page) -> None:
    page = browser("owner", size="desktop", scripts=False)
    page.goto("/mail?show=lead")
    page.get_by_role("button", name="Not a lead").click()
    page.locator("#told .notice").wait_for()
    assert outcomes(with_mail)["Leaking toilet"] == "skipped"
    with with_mail.office.desk("cli").unit.reading() as session:
        assert [str(one.status) for one in session.exec(select(Lead))] == ["disqualified"]


def test_one_mail_is_shown_in_its_own_words_with_the_sentence_of_each_value(with_mail: Page) -> None:
    for number, words in ((1, "my toilet leaks. Can you come on Friday?"), (2, "Our weekly newsletter.")):
        heard = with_mail.as_("owner").get(f"/mail/{number}")
        assert heard.status == 200 and words in heard.text
    first = with_mail.as_("owner").get("/mail/1").text
    assert "(512) 555-0177" in first or "+15125550177" in first
    assert "by the rules" in first
    assert with_mail.as_("owner").get("/mail/77").status in {404, 422}


def test_a_viewer_reads_and_has_no_buttons(with_mail: Page) -> None:
    viewer = with_mail.as_("viewer")
    assert "Leaking toilet" in viewer.get("/mail").text
    assert 'action="/call"' not in viewer.get("/mail").text + viewer.get("/mail/1").text
    assert viewer.call("leave_out_mail", mail=1).status == 422
    assert outcomes(with_mail)["Leaking toilet"] == "lead"


def test_a_new_mail_appears_without_reloading(browser: Any, with_mail: Page, tmp_path: Path) -> None:
    page = browser("owner")
    page.goto("/mail")
    page.get_by_text("Leaking toilet").wait_for()
    later = tmp_path / "later"
    later.mkdir()
    (later / "3.eml").write_text(
        INQUIRY.replace("one@", "three@").replace("Leaking toilet", "Blocked sink"), encoding="utf-8"
    )
    list(with_mail.office.intake("inbox").receive_all(mails_in(later)))
    page.get_by_text("Blocked sink").wait_for()
