"""Anybody's input into an address or a form, tried with whatever hypothesis thinks of."""

from urllib.parse import urljoin, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from agent.approvals.differences import compared
from entrypoints.web.guard import Guard
from entrypoints.web.visit import own_address

WORDS = st.lists(
    st.sampled_from(["Hi", "Jane,", "\n", " ", "Friday", "at", "9?", "<b>", "\u202e"]), max_size=60
).map("".join)
ADDRESSES = st.one_of(st.text(max_size=60), st.text(alphabet="/\\:.@?#a%\t\n ", max_size=20))


@given(before=WORDS, after=WORDS)
def test_a_difference_holds_every_word_of_both(before: str, after: str) -> None:
    parts = compared(before, after)
    assert "".join(part.text for part in parts if part.kind != "new") == before
    assert "".join(part.text for part in parts if part.kind != "gone") == after


def test_a_rewritten_text_is_one_change_and_a_word_is_one_word() -> None:
    kinds = [part.kind for part in compared("Does Friday at 9 suit you?", "Call me when you are back.")]
    assert kinds == ["gone", "new"]
    changed = compared("I can be there on Friday at nine sharp", "I can be there on Monday at nine sharp")
    assert [(one.kind, one.text) for one in changed if one.kind != "same"] == [
        ("gone", "Friday"),
        ("new", "Monday"),
    ]


@given(ADDRESSES)
def test_wherever_a_form_wants_to_go_back_to_it_stays_on_the_page(address: str) -> None:
    kept = own_address(address)
    landed = urlsplit(urljoin("http://127.0.0.1:8480/call", kept))
    assert (landed.scheme, landed.netloc) == ("http", "127.0.0.1:8480")
    assert kept.startswith("/")
    assert kept.isprintable()


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_host_or_origin_but_the_pages_own_posts_a_form(host: str, origin: str) -> None:
    guard = Guard(None, frozenset({"127.0.0.1", "localhost", "[::1]"}), False)  # type: ignore[arg-type]
    refused = guard._refused("POST", {"host": host, "origin": origin})
    if refused is None:
        assert origin.lower().startswith("http://")
        assert urlsplit(origin).netloc == host
        assert host.partition(":")[0].lower() in {"127.0.0.1", "localhost", "["}
