"""One request of one member: what a page function is handed, and the only way from a page to the gate."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from entrypoints.web.access.sessions import SignedIn
from entrypoints.web.access.tokens import form_token
from entrypoints.web.flash_messages import FlashMessage
from entrypoints.web.render import Drawing
from entrypoints.web.site import Site
from schemas.effects import Answer, Call, Outcome, OutcomeKind
from schemas.enums import Role
from schemas.errors import NotPermitted
from schemas.records import Member
from tools.business.deciding import standing_grants
from tools.desk import Desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from entrypoints.web.posted import Posted

STATUS = {OutcomeKind.REFUSED: 422, OutcomeKind.FAILED: 502}


class Refused(Exception):
    """A read that the gate did not answer; shown as any outcome is."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.tool)
        self.outcome = outcome


@dataclass
class Visit:
    """One request.

    Args:
        site: the page it is of.
        request: as it came; its form has been read and checked.
        signed_in: who is there; None on the few public pages.
        token: the session's own, from the cookie; empty where nobody is signed in.
        as_of: the id of the latest change before anything was read for the page; whatever came later is told live.
        posted: the form that came, as it was sent.
    """

    site: Site
    request: "Request"
    signed_in: SignedIn | None
    token: str = ""
    as_of: str = ""
    posted: "Posted | None" = None

    @property
    def member(self) -> Member:
        """Return the member who is signed in.

        Raises:
            NotPermitted: nobody is.
        """
        if self.signed_in is None:
            raise NotPermitted("Sign in first. Nothing was changed.")
        return self.signed_in.member

    @property
    def is_owner(self) -> bool:
        return self.signed_in is not None and self.signed_in.member.role == Role.OWNER

    @property
    def may_change(self) -> bool:
        """Return whether the member is more than a viewer; the gate holds it, pages only leave buttons out."""
        return self.signed_in is not None and self.signed_in.member.role != Role.VIEWER

    def may_decide(self, tool: str) -> bool:
        """Return whether the member may decide cards of a tool; the queue holds it, pages only leave buttons
        out.
        """
        return self.is_owner or tool in self._granted

    @cached_property
    def _granted(self) -> frozenset[str]:
        """Return the kinds of cards that the member was granted to decide."""
        if not self.may_change:
            return frozenset()
        with self.desk.unit.reading():
            return frozenset(one.kind for one in standing_grants(self.desk, self.member.member_id))

    @cached_property
    def desk(self) -> Desk:
        """Return the member's own desk; what is done at it carries the door "web"."""
        return self.site.desk_of(self.member)

    @property
    def improved(self) -> bool:
        """Return whether htmx asks, to put the answer into the page that is there."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def only_a_part(self) -> bool:
        """Return whether an open page wants only a part of this one: a flash message is not for it."""
        headers = self.request.headers
        partly = self.improved and not headers.get("hx-target", "").endswith("#main")
        return partly or headers.get("deskhand-live") == "yes"

    @property
    def csrf(self) -> str:
        return form_token(self.token, self.site.new_token()) if self.token else ""

    def answer(self, tool: str, **arguments: Any) -> Answer:
        """Return the answer of a read tool.

        Raises:
            Refused: it did not; the page then says why.
        """
        outcome = self.submit(tool, **arguments)
        if outcome.result is None:
            raise Refused(outcome)
        return outcome.result

    def submit(self, tool: str, **arguments: Any) -> Outcome:
        """Take one call the whole way, by the member's own hand."""
        return self.site.office.gate.submit(self.desk, Call(tool=tool, arguments=arguments))

    def page(self, template: str, status: int = 200, **shown: Any) -> "Response":
        """Return a whole page, with the flash messages at its top."""
        from entrypoints.web.flash_page import FlashPage

        messages: list[FlashMessage] = []
        if self.signed_in is not None and not self.only_a_part:
            messages = self.site.flash_messages.waiting(self.signed_in.session_id)
        html = Drawing(self).page(template, {"flash_messages": messages, **shown})
        return FlashPage(html, status, self._remove_shown(messages))

    def _remove_shown(self, messages: list[FlashMessage]) -> Callable[[], None]:
        waiting, signed_in = self.site.flash_messages, self.signed_in
        return lambda: waiting.shown(signed_in.session_id, messages) if signed_in and messages else None

    def drawn(self, template: str, **shown: Any) -> str:
        """Return a part of a page, for one that is there already: a message of a stream."""
        return Drawing(self).part(template, shown)

    def flash(self, text: str, tone: str = "good") -> None:
        """Add a flash message for the member's next page."""
        if self.signed_in is not None:
            self.site.flash_messages.add(self.signed_in.session_id, FlashMessage(text=text, tone=tone))

    def to(self, address: str) -> "Response":
        """Redirect the browser, after a form (303), so that reloading repeats nothing.

        In the page that is there, an answer that belongs to another address becomes a visit to it.
        """
        from starlette.responses import RedirectResponse, Response

        here = urlsplit(self.request.headers.get("hx-current-url", "")).path
        if self.improved and urlsplit(address).path != here:
            return Response(headers={"HX-Redirect": _in_a_header(address)})
        return RedirectResponse(address, 303)

    def after(self, outcome: Outcome, back: str, arguments: dict[str, Any] | None = None) -> "Response":
        """Return the answer to a form: done is told where one came from, a card is shown to be decided, a no
        says why.

        Args:
            outcome: of the call.
            back: an address of ours, such as `/leads?stage=inquiry`.
            arguments: of the call, so that one meant of several can be chosen and called with.
        """
        back = own_address(back)
        if outcome.kind == OutcomeKind.DONE:
            if self.signed_in is not None:
                self.site.flash_messages.add(
                    self.signed_in.session_id, FlashMessage(outcome=outcome, tone="good")
                )
            return self.to(back)
        if outcome.card is not None:
            self.flash(
                "It waits for a yes: nothing is done before." if self.is_owner else "The owner is asked."
            )
            return self.to(f"/approvals/{outcome.card.approval}?back={_quoted(back)}")
        status, problem = STATUS.get(outcome.kind, 422), outcome.problem or {}
        return self.again(
            problem,
            status,
            lambda: self.page("outcome.html", status, outcome=outcome, back=back, arguments=arguments),
        )

    def again(
        self,
        problem: dict[str, Any],
        status: int,
        otherwise: "Callable[[], Response]",
        *,
        posted: "Posted | None" = None,
        cookie: str = "",
    ) -> "Response":
        """Return the page of the form that came, with what was typed still in it and the reason beside it.

        Args:
            problem: what the form could not be taken for, as errors tell it.
            status: the number of the answer.
            otherwise: what is answered where nothing was typed, or the page has no such form any more.
            posted: the form, where it is not the one that came.
            cookie: of the session, where it has only just begun.
        """
        posted = posted or self.posted
        if posted is None or not posted.typed:
            return otherwise()
        from entrypoints.web.form_again import FormAgain

        wrong = {str(name): str(said) for name, said in (problem.get("fields") or {}).items()}
        shown = {name for name in wrong if {name, f"a.{name}"} & set(posted.fields)}
        argument = problem.get("argument") if posted.action == "/call" else None
        choose = (problem.get("candidates") or problem.get("nearest") or []) if argument else []
        beside = self.drawn(
            "form_again.html",
            problem=problem,
            elsewhere={name: said for name, said in wrong.items() if name not in shown},
            marked=bool(shown),
            argument=argument,
            choose=[one for one in choose if isinstance(one, dict)],
        )
        return FormAgain(posted, status, beside, wrong, otherwise, cookie)


def own_address(address: str) -> str:
    """Return an address within the page; anything that leads elsewhere becomes the first page."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    if not ours or parts.scheme or parts.netloc or not address.isprintable():
        return "/"
    return address


def _in_a_header(address: str) -> str:
    """Return an address as a header may hold it, whatever letters it was given with."""
    from urllib.parse import quote

    return quote(address, safe=":/%#?=@[]!$&'()*+,;")


def _quoted(address: str) -> str:
    from urllib.parse import quote

    return quote(address, safe="")
