"""A form as it was sent: what is kept of it, so that nothing that was typed is lost."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from entrypoints.web.form_fill import Fields

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request

MOST_KEPT = 300_000
"""Characters of a form that are kept while somebody signs in again; more than any page's form is filled with."""
PAGES_OWN = frozenset(
    {"csrf", "tool", "arguments", "back", "form_at", "digest", "answer", "outcome", "turn", "conversation"}
)
"""Fields that nobody types."""


@dataclass(frozen=True)
class Posted:
    """A form as it was sent.

    Args:
        at: the address of the page that it stands in; empty where the browser keeps that to itself.
        action: where it went.
        fields: name → values, the token of the session left out.
    """

    at: str
    action: str
    fields: Fields

    @property
    def typed(self) -> dict[str, str]:
        """Return the fields that a person filled in."""
        return {
            name: ", ".join(values)
            for name, values in self.fields.items()
            if name not in PAGES_OWN
            and not name.startswith(("chosen.", "shown."))
            and "".join(values).strip()
        }

    def as_text(self, whose: str) -> str:
        """Return the form as text to keep in the page where one signs in; empty where it is too long for that.

        Args:
            whose: id of the member who typed it.
        """
        text = json.dumps([whose, self.at, self.action, self.fields])
        return text if len(text) <= MOST_KEPT else ""


def posted_of(request: "Request", given: "FormData") -> Posted:
    """Return the form of a request, with the page that it stands in: as the form itself says, or the browser."""
    fields = {
        name: [value for value in given.getlist(name) if isinstance(value, str)]
        for name in dict.fromkeys(given.keys())
        if name != "csrf"
    }
    told = "".join(fields.get("form_at", [])) or request.headers.get(
        "hx-current-url", request.headers.get("referer", "")
    )
    parts = urlsplit(told)
    return Posted(f"{parts.path}{'?' + parts.query if parts.query else ''}", request.url.path, fields)


def kept_form(text: str, member_id: str) -> Posted | None:
    """Return the form that was kept in the page where one signs in.

    Args:
        text: as it was kept.
        member_id: who has signed in; what somebody else typed is not for them.

    Returns:
        None where there was none, or it can't be read.
    """
    try:
        whose, at, action, fields = json.loads(text)
        read = {str(name): [str(one) for one in values] for name, values in fields.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return Posted(str(at), str(action), read) if whose == member_id else None
