"""The morning list as one ranked page (rows C3, C4): a letter a line, and what one word would do."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from schemas.effects import Answer, Call, Effect
from tools import wording
from tools.business.business_days import WorkingDays, working_days
from tools.desk import Desk
from tools.registry import tool
from tools.reports.morning import cards, due, hand_off_lines, proposals, quiet_lines, replies
from tools.reports.morning.line import MorningLine
from tools.reports.quiet_leads import count_quiet

LETTERS = "abcdefghjkmnpqrstuvwxyz"
"""Without i, l and o, which look like numbers; cards have those."""
MOST_OF_A_KIND = 5
"""Of all but follow-ups, each of which is listed on its day."""
MOST_FOLLOW_UPS = 200


@tool(Effect.READ)
def show_morning_list(
    desk: Desk, follow_ups: Annotated[int, Field(ge=1, le=MOST_FOLLOW_UPS)] = MOST_FOLLOW_UPS
) -> Answer:
    """The morning list: who waits for an answer, what is due, what runs out, which leads have gone quiet.

    Args:
        follow_ups: how many follow-ups at most, the latest due; how many more there are is told.
    """
    days = working_days(desk)
    found, more = _ranked(desk, days, follow_ups)
    shown, unlettered = found[: len(LETTERS)], found[len(LETTERS) :]
    today = desk.today()
    head = f"{today:%A}, {today:%b} {today.day}"
    if not found:
        return Answer(
            text=f"{head}: nothing needs you.", data={"date": today.isoformat(), "lines": [], "more": {}}
        )
    choices = [line.choice(letter) for letter, line in zip(LETTERS, shown, strict=False)]
    text = [f"{head}: {wording.count(len(found), 'thing')}"]
    for letter, line in zip(LETTERS, shown, strict=False):
        text.append(f"{letter}  {line.about}: {wording.sentence(line.why)} → {line.words()[0]}")
    text += [f"—  {line.about}: {wording.sentence(line.why)}" for line in unlettered]
    text += [_and_more(more)] if more else []
    text.append(_how_to_answer(shown))
    return Answer(
        text="\n".join(text),
        data={
            "date": today.isoformat(),
            "lines": [
                {**_as_data(line), "letter": letter}
                for letter, line in zip([*LETTERS, *[""] * len(unlettered)], found, strict=False)
            ],
            "more": more,
        },
        choices=choices,
        once_delivered=[
            Call(
                tool="record_morning_list",
                arguments={
                    "choices": [choice.model_dump(mode="json") for choice in choices],
                    "leads": [line.nudges for line in found if line.nudges],
                },
            )
        ],
    )


def _ranked(desk: Desk, days: WorkingDays, follow_ups: int) -> tuple[list[MorningLine], dict[str, int]]:
    """Return the lines in their order, and how many more of a kind there are.

    On a day off only what somebody waits for, what was promised, and what runs out.
    """
    waiting, more_waiting = replies.lines(desk, days, MOST_OF_A_KIND)
    running_out = cards.lines(desk)
    promised, promised_earlier = due.lines(desk, days, follow_ups)
    found = [*waiting, *running_out[:MOST_OF_A_KIND], *promised]
    more = {
        "messages": more_waiting,
        "cards": len(running_out) - MOST_OF_A_KIND,
        "follow-ups": promised_earlier,
    }
    if days.is_open(desk.today()):
        jobs = {line.job_id for line in found if line.job_id}
        out, more_out = proposals.lines(desk, days, MOST_OF_A_KIND, jobs)
        asked_for, more_asked_for = hand_off_lines.lines(desk, days, MOST_OF_A_KIND)
        quiet, given_up = quiet_lines.lines(desk, days, MOST_OF_A_KIND)
        jobs |= {line.job_id for line in out if line.job_id}
        found += [*out, *asked_for, *(line for line in [*quiet, *given_up] if line.job_id not in jobs)]
        more |= {
            "proposals": more_out,
            "hand-offs": more_asked_for,
            "quiet leads": count_quiet(desk, days) - len(quiet) - len(given_up),
        }
    return found, {kind: number for kind, number in more.items() if number > 0}


def _as_data(line: MorningLine) -> dict[str, object]:
    return {
        "kind": line.kind,
        "about": line.about,
        "why": line.why,
        "words": line.words(),
        "contact_id": line.contact_id,
        "job_id": line.job_id,
        "record_id": line.record_id,
        "card": line.card,
    }


def _and_more(more: dict[str, int]) -> str:
    return f"Not shown: {wording.listed([f'{number} more {kind}' for kind, number in more.items()])}."


def _how_to_answer(shown: Sequence[MorningLine]) -> str:
    """Return the line that says how to answer, with an example from the page itself."""
    words = list(dict.fromkeys(word for line in shown for word in line.words()))
    last, letter = shown[-1].words(), LETTERS[len(shown) - 1]
    other = "snooze to Friday" if "snooze" in last else last[-1]
    return (
        f"Say “a” for what the arrow says, or a word: “{letter} {other}”. The words: {wording.listed(words)}."
    )
