"""The one form that calls tools: every button of every page posts here, and every outcome is shown in the same way."""

import json
from typing import TYPE_CHECKING, Any

from entrypoints.web.page import OpenForm, changed, post
from entrypoints.web.visit import Visit
from schemas.effects import Call
from schemas.errors import BadArguments

if TYPE_CHECKING:
    from starlette.responses import Response

TYPED, SHOWN, CHOSEN = "a.", "shown.", "chosen."
"""Before the name of an argument that is typed in the form; of what its field held when it was shown; of one that is chosen
of several that were meant."""


class CallForm(OpenForm):
    """A call. `arguments` are JSON that the page gave; fields named `a.<argument>` are what was typed, and win.

    What was chosen of several that a typed name fits (`chosen.<argument>`) wins over that. A name that ends with `[]` is
    a list. What was left empty, or as it was shown (`shown.<argument>`), was not given; what was emptied is named in `clear`.
    """

    tool: str
    arguments: str = "{}"
    back: str = "/"


@post("/call")
def call(visit: Visit, form: CallForm) -> "Response":
    """Submit one call by the member's own hand."""
    arguments = {**_given(form.arguments), **typed(form.model_extra or {})}
    outcome = visit.site.office.gate.submit(visit.desk, Call(tool=form.tool, arguments=arguments))
    return visit.after(outcome, form.back, arguments)


def _given(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise BadArguments("The form's own arguments can't be read; reload the page. Nothing was changed.")
    return given


def typed(fields: dict[str, Any]) -> dict[str, Any]:
    """Return arguments from the fields of a form that are named `a.<argument>`.

    Raises:
        BadArguments: there is a field of another name.
    """
    strange = [name for name in fields if not name.startswith((TYPED, SHOWN, CHOSEN))]
    if strange:
        raise BadArguments(
            f"The form has a field that is not known ({strange[0][:60]}). Nothing was changed.",
            {name[:60]: "is not known" for name in strange[:20]},
        )
    return changed(_named(fields, TYPED), _named(fields, SHOWN)) | _filled(_named(fields, CHOSEN))


def _named(fields: dict[str, Any], beginning: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in fields.items():
        argument = name.removeprefix(beginning)
        if argument == name:
            continue
        if argument.endswith("[]"):
            found[argument.removesuffix("[]")] = [one for one in value if one]
        else:
            found[argument] = value.replace("\r\n", "\n") if isinstance(value, str) else value
    return found


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value != ""}
