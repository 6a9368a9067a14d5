"""Chat: a message and its reply, streamed where scripts run; cards inside with their answers; earlier conversations."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from agent.conversation.state import ConversationState
from entrypoints.web.page import Form, get, page, post
from entrypoints.web.pages.approvals import stored_card
from entrypoints.web.turns import RunningTurn
from entrypoints.web.visit import Visit
from schemas.errors import BadArguments, NotFound
from schemas.records import Approval, Conversation, Turn

if TYPE_CHECKING:
    from starlette.responses import Response

MOST_TURNS = 30
MOST_CONVERSATIONS = 30
MOST_SUGGESTED = 6
MOST_TO_CHOOSE = 8
SECONDS_BETWEEN = 0.08
"""At the least, between two messages of a stream."""
BEAT_SECONDS = 10.0


class SayForm(Form):
    """The form of the member's message."""

    text: str
    conversation: str = ""


class StopForm(Form):
    """The form that stops a turn."""

    turn: str


@page("/chat", title="Chat", order=20, thumb=True)
def chat(visit: Visit, new: bool = False) -> "Response":
    """Show the member's latest conversation, or a new one."""
    conversation = None if new else _latest(visit)
    return _shown(visit, conversation)


@get("/chat/conversations")
def conversations(visit: Visit, before: str = "") -> "Response":
    """List earlier conversations, the latest first."""
    with visit.desk.unit.reading() as session:
        asked = select(Conversation).where(col(Conversation.member_id) == visit.member.member_id)
        if before:
            asked = asked.where(col(Conversation.conversation_id) < before)
        found = list(
            session.exec(
                asked.order_by(col(Conversation.conversation_id).desc()).limit(MOST_CONVERSATIONS + 1)
            )
        )
        more = len(found) > MOST_CONVERSATIONS
        listed = [_in_short(visit, one) for one in found[:MOST_CONVERSATIONS]]
    return visit.page("conversations.html", conversations=listed, more=more, before=before)


@get("/chat/{conversation_id}")
def conversation(visit: Visit, conversation_id: str, before: str = "") -> "Response":
    """Show one conversation of the member's own."""
    return _shown(visit, conversation_id, before)


@post("/chat/say")
def say(visit: Visit, form: SayForm) -> "Response":
    """Take a message; the reply is streamed where the page can hear it, else it is waited for."""
    if not form.text.strip():
        raise BadArguments("Nothing was said. Type something first.", {"text": "is empty"})
    running = visit.site.turns.begin(visit.site.desk_of(visit.member), form.text, form.conversation)
    if visit.improved and "text/event-stream" in visit.request.headers.get("accept", ""):
        from starlette.responses import StreamingResponse

        return StreamingResponse(_heard(visit, running), media_type="text/event-stream")
    running.over.wait()
    if running.reply is None:
        return visit.page("problem.html", 422, message=f"{running.problem} You said: {running.said}")
    return visit.to(f"/chat/{running.reply.conversation}#end")


@post("/chat/stop")
def stop(visit: Visit, form: StopForm) -> "Response":
    """End a turn of the member's own: what was done until then stays, and is said."""
    from starlette.responses import Response

    visit.site.turns.stop(visit.member.member_id, form.turn)
    return Response(status_code=204)


async def _heard(visit: Visit, running: RunningTurn) -> AsyncIterator[str]:
    """Yield the turn as server-sent events: each message is all that is to be seen of it so far."""
    news, loop = asyncio.Event(), asyncio.get_running_loop()
    running.listeners.append(lambda: _wake(loop, news))
    yield _message(visit.drawn("under_way.html", running=running))
    while not running.over.is_set():
        try:
            await asyncio.wait_for(news.wait(), BEAT_SECONDS)
        except TimeoutError:
            yield ": still at it\n\n"
            continue
        news.clear()
        yield _message(visit.drawn("under_way.html", running=running))
        await asyncio.sleep(SECONDS_BETWEEN)
    if running.reply is None:
        yield _message(visit.drawn("under_way.html", running=running))
        yield "event: broke\ndata: -\n\n"
    else:
        yield f"event: finished\ndata: {running.reply.conversation}\n\n"


def _wake(loop: asyncio.AbstractEventLoop, news: asyncio.Event) -> None:
    """Wake the stream, from the turn's thread; once the page has ended there is nobody to wake."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(news.set)


def _message(html: str) -> str:
    return "".join(f"data: {line}\n" for line in html.splitlines()) + "\n"


def _latest(visit: Visit) -> str:
    """Return the conversation that the member spoke in last through this door; empty if there is none."""
    asked = (
        select(Conversation.conversation_id)
        .where(
            col(Conversation.business_id) == visit.desk.business_id,
            col(Conversation.member_id) == visit.member.member_id,
            col(Conversation.door) == "web",
        )
        .order_by(col(Conversation.last_turn_at).desc(), col(Conversation.conversation_id).desc())
    )
    with visit.desk.unit.reading() as session:
        return session.exec(asked.limit(1)).first() or ""


def _shown(visit: Visit, conversation_id: str | None, before: str = "") -> "Response":
    turns: list[dict[str, Any]] = []
    earlier, to_choose = False, list[str]()
    if conversation_id:
        with visit.desk.unit.reading() as session:
            found = session.get(Conversation, (visit.desk.business_id, conversation_id))
            if found is None or found.member_id != visit.member.member_id:
                raise NotFound("There is no such conversation of yours.", "conversation")
            asked = select(Turn).where(col(Turn.conversation_id) == conversation_id)
            if before:
                asked = asked.where(col(Turn.turn_id) < before)
            latest = list(session.exec(asked.order_by(col(Turn.turn_id).desc()).limit(MOST_TURNS + 1)))
            earlier = len(latest) > MOST_TURNS
            kept = list(reversed(latest[:MOST_TURNS]))
            cards = _cards_of(visit, {one["approval"] for turn in kept for one in turn.cards})
            turns = [_told(turn, cards) for turn in kept]
            to_choose = [] if before else _to_choose(found)
    return visit.page(
        "chat.html",
        conversation=conversation_id or "",
        turns=turns,
        earlier=earlier,
        suggestions=to_choose if turns else suggestions(visit),
        language_model=visit.site.office.settings.model is not None,
    )


def _to_choose(found: Conversation) -> list[str]:
    """Return the choices for an open question, where it is one of several: a press instead of a name."""
    question = ConversationState.model_validate(found.state).question
    return [one["label"] for one in question.candidates[:MOST_TO_CHOOSE]] if question is not None else []


def _told(turn: Turn, cards: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return {
        "turn_id": turn.turn_id,
        "at": turn.at,
        "said": turn.said,
        "reply": turn.reply,
        "done": [line for one in turn.calls for line in one.get("told", [])],
        "tools": [one["tool"] for one in turn.calls if one["tool"]],
        "cards": [cards[one["approval"]] for one in turn.cards if one["approval"] in cards],
    }


def _cards_of(visit: Visit, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return the cards with some numbers as they are now, read at once."""
    if not numbers:
        return {}
    asked = select(Approval).where(col(Approval.number).in_(sorted(numbers)))
    return {one.number: stored_card(visit, one) for one in visit.desk.session.exec(asked)}


def _in_short(visit: Visit, found: Conversation) -> dict[str, Any]:
    first = visit.desk.session.exec(
        select(Turn)
        .where(col(Turn.conversation_id) == found.conversation_id)
        .order_by(col(Turn.turn_id))
        .limit(1)
    ).first()
    return {
        "conversation_id": found.conversation_id,
        "at": found.last_turn_at,
        "door": found.door,
        "first": first.said[:160] if first is not None else "",
    }


def suggestions(visit: Visit) -> list[str]:
    """Return suggestions that need nobody's name: the first examples of requests without needed slots."""
    found: dict[str, str] = {}
    for front in visit.site.office.library.loaded.layered:
        for request in front.requests:
            if not any(slot.needed for slot in request.slots.values()):
                tool = visit.site.office.registry.tools.get(request.tool)
                plain = [one for one in request.say if "<" not in one]
                if tool is not None and tool.effect == "read" and plain:
                    found.setdefault(request.tool, plain[0])
    return list(found.values())[:MOST_SUGGESTED]
