"""The business's own details: asked for once in a home that was made before, and offered where they close our mails."""

from scheduler.registry import routine
from scheduler.work import Work

ASKED = (
    "Which phones, street addresses and names are your own? Say them once, and nobody who mentions your number in a mail is "
    "taken for a customer who has it: on the settings page, or with deskhand settings own --phone, --street, --name."
)


@routine("every 24 hours")
def know_what_is_own(work: Work, period: str) -> list[str]:
    """Ask once what is the business's own, and offer each line that closes its mails to three people."""
    found = work.answer("list_closing_lines").data
    asked = not found["asked"] and work.tell("what is own", "what_is_own", "What is your own?", ASKED)
    offered = [
        f"{line['value']} is offered as your own"
        for line in found["lines"]
        if work.call("offer_own_detail", **{line["kind"]: line["value"]}).card is not None
    ]
    return [*offered, *(["asked once what is your own"] if asked else [])]
