"""`deskhand report` and `deskhand settings`: pages that hold everything and run nothing, whatever a customer wrote."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command import deskhand

from entrypoints.bootstrap import Office
from entrypoints.pages.plots import grouped_bars, ranked_bars, tick_step
from entrypoints.pages.render import page
from schemas.effects import Call
from schemas.enums import ActorKind

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
REPORTS = {"pipeline": "show_pipeline", "today": "show_morning_list", "month": "show_month"}


@pytest.fixture
def hostile(sqlite_office: Office) -> Office:
    """Add a customer whose name and job are markup, with a reminder that is due."""
    desk = sqlite_office.desk("cli")

    def done(tool: str, **arguments: str) -> dict[str, str]:
        outcome = sqlite_office.gate.submit(desk, Call(tool=tool, arguments=arguments))
        assert outcome.result is not None, outcome.problem
        return outcome.result.data

    person = done("add_contact", first_name=HOSTILE, phone="512-555-0142")
    lead = done("open_lead", title=HOSTILE, contact=person["contact_id"])
    done("set_reminder", about=lead["lead_id"], date="2026-11-18", text=HOSTILE)
    return sqlite_office


def html(office: Office, report: str) -> str:
    outcome = office.gate.submit(office.desk("job", ActorKind.ROUTINE), Call(tool=REPORTS[report]))
    assert outcome.result is not None
    return page(report, outcome.result, HOSTILE, "USD")


@pytest.mark.parametrize("report", REPORTS)
def test_nothing_that_a_customer_wrote_becomes_markup(hostile: Office, report: str) -> None:
    text = html(hostile, report)
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("report", REPORTS)
def test_a_page_needs_nothing_from_anywhere_and_may_run_nothing(hostile: Office, report: str) -> None:
    text = html(hostile, report)
    assert re.findall(r"<[a-z]+[^>]*\s(?:src|href|action|on\w+)\s*=|@import|url\(", text) == []
    assert "default-src 'none'" in text


def test_a_plot_says_in_words_and_in_a_table_what_it_shows(hostile: Office) -> None:
    text = html(hostile, "month")
    drawings = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", text, re.S)]
    assert [drawing.find("title").text for drawing in drawings] == [
        "Won and lost by month",
        "Leads by source",
    ]  # type: ignore[union-attr]
    assert all(drawing.find("desc").text for drawing in drawings)  # type: ignore[union-attr]
    assert "November: 0 won, 0 lost." in text
    assert text.count("<caption>The same in figures</caption>") == 2


@pytest.mark.parametrize("highest", [0, 1, 4, 5, 9, 23, 40, 41, 999, 1_000_000])
def test_bars_stay_inside_their_plot_and_are_as_high_as_their_value(highest: int) -> None:
    plot = grouped_bars(["Jan", "Feb"], {"won": [highest, 0], "lost": [highest // 2, 1 if highest else 0]})
    assert len(plot.ticks) <= 6
    assert plot.ticks[-1][0] >= highest
    for bar in plot.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= plot.width
        assert 0 <= bar.y <= bar.y + bar.height <= plot.height
    highs = sorted(plot.bars, key=lambda bar: bar.value)
    assert [bar.height for bar in highs] == sorted(bar.height for bar in highs)
    assert tick_step(highest) * 5 >= highest


def test_bars_across_begin_with_the_longest_and_no_bar_is_longer() -> None:
    plot = ranked_bars([("referral", 9, 4), ("ad", 3, 3), ("other", 0, 0)])
    lengths = [bar.width for bar in plot.bars if bar.kind == "leads"]
    assert lengths == sorted(lengths, reverse=True)
    assert all(bar.x + bar.width <= plot.width for bar in plot.bars)
    assert ranked_bars([]).bars == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = deskhand(
        "--home", tmp_path / "home", "init", "--name", "Rivera Plumbing", "--region", "TX", "--country", "US"
    )
    assert made.code == 0, made.said
    return tmp_path / "home"


def test_each_report_is_written_as_text_json_and_a_page(home: Path) -> None:
    at = ("--home", home, "--now", "2026-11-18T07:00")
    assert deskhand(*at, "report", "today").out == "Wednesday, Nov 18: nothing needs you.\n"
    month = json.loads(deskhand(*at, "report", "month", "2026-10", "--format", "json").out)
    assert month["month"] == "2026-10"
    written = deskhand(*at, "report", "pipeline", "--format", "html", "--out", home / "pipeline.html")
    assert written.code == 0, written.said
    assert (home / "pipeline.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_report_that_cannot_be_made_or_written_says_why(home: Path) -> None:
    refused = deskhand("--home", home, "report", "month", "soon")
    assert (refused.code, refused.said) == (2, "month must be a month written like 2026-10.\n")
    unwritable = deskhand("--home", home, "report", "today", "--out", home / "no" / "folder" / "page.html")
    assert unwritable.code == 3
    assert "can't be written" in unwritable.err


def test_settings_are_set_and_shown(home: Path) -> None:
    at = ("--home", home, "--now", "2026-11-18T07:00")
    assert deskhand(*at, "settings", "close", "2026-12-28", "2026-12-31", "--why", "winter break").code == 0
    assert deskhand(*at, "settings", "show").out.splitlines()[:3] == [
        "Hours: Monday to Friday, 8:00 to 17:00",
        "Closed Mon, Dec 28, 2026 to Thu, Dec 31, 2026: winter break",
        "Holiday Thursday, Nov 26: Thanksgiving Day",
    ]
    assert deskhand(*at, "settings", "place", "US", "QQ").code == 2
