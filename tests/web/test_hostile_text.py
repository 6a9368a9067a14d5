"""Any text in a record: no page runs it, is styled by it, asks outside for it or grows without bound."""

from collections.abc import Iterator

import pytest
from sqlalchemy import String, TypeDecorator, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel
from web.browsing import DESKTOP, Page, page_of
from web.lived_in import further, live_in
from web.tabs import Tabs, open_browser
from web.walking import Walk, one_of_each, walk

from entrypoints.bootstrap import Office
from schemas.columns import Word

SHORT = "'\"></a><svg onload=alert(1)>[x](javascript:alert(2))\u202e"
HOSTILE = (
    "'\"></textarea></title></style></script>--><script>alert(1);document.title='owned'</script>"
    "<img src=x onerror=alert(2)><svg><script>alert(3)</script><animate onbegin=alert(4)></svg>"
    "<style>*{display:none!important;background:url(https://evil.example.com/s)}</style>"
    "<link rel=stylesheet href=https://evil.example.com/l><iframe srcdoc='<script>alert(5)</script>'></iframe>"
    "<form action=https://evil.example.com/f><button>Send</button></form><base href=https://evil.example.com/>"
    "<a href='javascript:alert(6)' style='position:fixed;inset:0' hx-get='https://evil.example.com/h' hx-trigger=load>x</a>"
    "<meta http-equiv=refresh content='0;url=https://evil.example.com/m'>[x](javascript:alert(7)) ![x](https://evil.example.com/i)"
    "{{ 7 * 7 }}{% raw %}\u202e\u2066\u200b\ufeff\u2028\x01\x1b[31m &lt;script&gt;javascript:alert(8)//"
)
OUR_WORDS = {
    "businesses": {"time_zone", "currency", "country", "region"},
    "audit": {"event", "door", "tool", "act"},
    "approvals": {"door", "tool", "answer", "chosen_act"},
    "auto_send": {"kind"},
    "deciding_grants": {"kind"},
    "contact_phones": {"number"},
    "conversations": {"door"},
    "leads": {"reference"},
    "one_time_links": {"token_digest"},
    "web_sessions": {"token_digest"},
    "sign_in_tries": {"counted_for"},
}
"""Columns that hold nothing but what our own code made, or that were checked to have one form before they were kept."""
LONG = {
    "contacts": "notes",
    "interactions": "body",
    "leads": "description",
    "notices": "text",
    "mail_messages": "explanation",
}
KEPT_BY_TRIGGERS = {
    "audit",
    "approvals",
    "auto_send",
    "consents",
    "matters",
    "moves",
    "pipeline_lines",
    "pipeline_reports",
}
"""Tables whose words can't be changed at all; hostile text came into them through the tools, into identities and moves none."""
MEGABYTES = 3_000_000
MOST_BYTES = 1_500_000
"""Of a page, whatever stands in the records: a phone in a van loads it."""
WRONG = """() => {
  const wrong = [];
  const foreign = ["iframe", "object", "embed", "base", "style", "animate", "video", "audio", "marquee"];
  const fine = /^(https?|mailto|tel|sms|geo):/;
  for (const one of document.querySelectorAll("*")) {
    const said = one.outerHTML.slice(0, 160);
    if (foreign.includes(one.localName)) wrong.push(said);
    if (one.localName === "script" && new URL(one.src || "x:").origin !== location.origin) wrong.push(said);
    if (one.localName === "img") wrong.push(said);
    if (one.localName === "meta" && one.httpEquiv) wrong.push(said);
    for (const own of one.attributes) {
      if (/^on/i.test(own.name) || own.name === "style") wrong.push(said);
      if (/^(href|action|src|formaction|hx-get|hx-post)$/.test(own.name)) {
        const to = new URL(own.value, location.href);
        if (!fine.test(to.protocol) || (/^http/.test(to.protocol) && to.origin !== location.origin)) wrong.push(said);
      }
    }
  }
  if (/owned/.test(document.title) && !/script/.test(document.title)) wrong.push("title: " + document.title);
  const head = document.querySelector("h1");
  if (!head || head.getBoundingClientRect().height === 0) wrong.push("no heading is seen");
  if (getComputedStyle(document.body).display === "none") wrong.push("the page is hidden");
  return wrong;
}"""


def text_columns() -> Iterator[tuple[str, str, str]]:
    """Yield every (table, key, column) that may hold somebody's words."""
    for name, table in SQLModel.metadata.tables.items():
        linked = {column for constraint in table.foreign_key_constraints for column in constraint.column_keys}
        keys = {column.name for column in table.primary_key.columns}
        key = next((one for one in keys if one != "business_id"), "business_id")
        for column in table.columns:
            kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
            if not isinstance(kind, String) or isinstance(column.type, Word) or column.name in linked | keys:
                continue
            ours = column.name.endswith(("_id", "_key", "digest", "hash")) or column.name in OUR_WORDS.get(
                name, set()
            )
            if not ours:
                yield name, key, column.name


def poison(office: Office) -> set[str]:
    """Write hostile text into every such column, past all tools; return the tables that a trigger kept as they
    were.
    """
    kept = set()
    for table, key, column in text_columns():
        marked = f"§{table}.{column}§{HOSTILE}"
        long = f"{marked}{'<b>A' * (MEGABYTES // 4)}"
        every = f"UPDATE {table} SET {column} = :said || {key} WHERE {column} IS NOT NULL"
        one = f"UPDATE {table} SET {column} = :said WHERE {key} = (SELECT min({key}) FROM {table})"
        try:
            with office.database.writing_engine.begin() as connection:
                connection.execute(text(every), {"said": marked})
                if LONG.get(table) == column:
                    connection.execute(text(one), {"said": long})
        except DatabaseError:
            kept.add(table)
    return kept


@pytest.fixture(scope="module")
def poisoned(one_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Serve a business into which hostile text came by every door and past all of them."""
    with page_of(one_office) as page:
        live_in(page, tmp_path_factory.mktemp("mail"), lambda said: f"{said} {SHORT}")
        assert poison(one_office) <= KEPT_BY_TRIGGERS
        yield page


@pytest.fixture(scope="module")
def walked(poisoned: Page) -> Walk:
    return walk(poisoned.as_("owner"), further(poisoned))


def test_every_page_still_works_and_stays_small(walked: Walk) -> None:
    assert {address: number for address, number in walked.statuses.items() if number >= 400} == {}
    assert {
        address: len(page) for address, page in walked.pages.items() if len(page.encode()) > MOST_BYTES
    } == {}


def test_what_is_hostile_is_really_shown(walked: Walk) -> None:
    everything = "".join(walked.pages.values())
    shown = {
        f"{table}.{column}" for table, _, column in text_columns() if f"§{table}.{column}§" in everything
    }
    assert shown >= {
        "businesses.name", "members.name", "contacts.first_name", "contacts.last_name", "contacts.notes",
        "leads.title", "leads.description", "opportunities.title", "interactions.body", "mail_messages.subject",
        "mail_messages.sender_name", "mail_messages.explanation", "connections.account", "connections.problem",
        "web_sessions.browser", "attachments.name", "turns.said", "turns.reply", "companies.name",
    }  # fmt: skip


def test_hidden_and_turning_characters_are_spelled_out(walked: Walk) -> None:
    everything = "".join(walked.pages.values())
    for sign in "\u202e\u2066\u200b\ufeff\u2028\x01\x1b":
        assert sign not in everything, hex(ord(sign))
    assert "⟨U+202E⟩" in everything


def test_nothing_of_it_runs_styles_or_asks(chromium_running: Tabs, poisoned: Page, walked: Walk) -> None:
    wrong: dict[str, list[str]] = {}
    dialogs: list[str] = []
    with open_browser(chromium_running, poisoned, who="owner", viewport=DESKTOP) as page:
        page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
        for address in one_of_each(walked):
            page.goto(address)
            if found := page.evaluate(WRONG):
                wrong[address] = found
    assert wrong == {}
    assert dialogs == []
