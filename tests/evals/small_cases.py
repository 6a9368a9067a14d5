"""Cases of a test's own, and how they are written into a folder."""

import copy
from pathlib import Path
from typing import Any

import yaml

MARIA = {"first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142", "email": "maria@example.com"}
GIVEN = [{"call": "add_contact", "with": MARIA, "keep": {"maria": "contact_id"}}]

LOOKED_UP: dict[str, Any] = {
    "row": "C18",
    "title": "A number is looked up",
    "clock": "2026-11-18T10:00:00-06:00",
    "given": GIVEN,
    "events": [
        {
            "say": "what's Maria's number?",
            "hears": {"says": ["512-555-0142"], "wording": ["Maria Lopez"], "calls": ["show_contact done"]},
        }
    ],
    "expect": {},
}

SENT: dict[str, Any] = {
    "row": "H1",
    "title": "A mail is proposed, and waits",
    "clock": "2026-11-18T10:00:00-06:00",
    "given": GIVEN,
    "events": [
        {
            "say": "tell Maria we come at 9",
            "hears": {"cards": ["send_message"], "calls": ["send_message waiting"]},
        }
    ],
    "expect": {
        "approvals": [
            {"tool": "send_message", "status": "pending", "payload": {"address": "maria@example.com"}}
        ]
    },
}


def changed(case: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {**copy.deepcopy(case), **parts}


def written(folder: Path, **cases: dict[str, Any]) -> Path:
    """Write the cases into a folder, each in its row's folder; return it."""
    for name, content in cases.items():
        path = folder / content["row"] / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return folder
