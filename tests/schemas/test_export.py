"""`crm.json` and `opportunity.json` agree with the records, and hold every field of the core (row C1)."""

import json
from pathlib import Path
from typing import Any

from furnished import KINDS
from looping import for_each

from schemas.export import UNEXPORTED, documents
from schemas.records.pointing import spoken

SCHEMAS = Path(__file__).parents[2] / "schemas"

CORE: dict[str, dict[str, str]] = {
    "contacts": {
        "contact_id": "", "first_name": "", "last_name": "", "company_id": "", "phones": "[]", "emails": "[]",
        "address": "", "preferred_channel": "phone | email | sms",
        "lifecycle_stage": "prospect | customer | past_customer", "tags": "[]",
        "quickbooks_customer_id": "", "notes": "",
    },
    "companies": {
        "company_id": "", "name": "", "type": "business | individual | nonprofit | government | other",
        "main_phone": "", "billing_address": "", "primary_contact_id": "",
        "status": "prospect | active_customer | inactive | archived", "quickbooks_customer_id": "",
    },
    "leads": {
        "lead_id": "", "title": "", "description": "", "contact_id": "",
        "source": "phone_call | email | web_form | referral | ad | other",
        "status": "new | working | qualified | disqualified | converted",
        "disqualification_reason": "budget | timing | outside_scope | no_response | other",
        "estimated_value": "money",
        "pipeline_stage": "inquiry | needs_analysis | estimate_sent | follow_up | scheduled_visit",
        "expected_close_date": "date", "owner": "", "converted_opportunity_id": "",
    },
    "interactions": {
        "interaction_id": "",
        "type": "phone_call | email_inbound | email_outbound | sms | meeting | note | system",
        "timestamp": "date-time", "contact_id": "", "lead_id": "", "opportunity_id": "", "subject": "",
        "body": "",
        "outcome": "none | left_voicemail | spoke | no_show | rescheduled | sent_proposal | "
        "accepted_proposal | rejected_proposal",
        "follow_up_date": "date", "follow_up_status": "none | pending | completed | canceled",
        "ai_summary": "",
    },
    "opportunities": {
        "opportunity_id": "", "lead_id": "", "contact_id": "", "company_id": "", "title": "",
        "stage": "estimating | proposal_sent | negotiation | scheduled | won | lost", "amount": "money",
        "expected_close_date": "date", "close_date": "date",
        "lost_reason": "price | competition | timing | no_decision | scope | other",
        "estimate_id": "", "owner": "", "proposal_sent_at": "date-time", "accepted_at": "date-time",
        "won_approval_id": "",
    },
}  # fmt: skip
"""Record → field → its words, "[]" for a list, "money", "date", "date-time", or "" for text."""

DOCUMENT = {name: "opportunity.json" if name == "opportunities" else "crm.json" for name in CORE}


def properties(record: str) -> dict[str, Any]:
    text = (SCHEMAS / DOCUMENT[record]).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["$defs"][record]["properties"]
    return found


@for_each("name", ["crm.json", "opportunity.json"])
def test_the_files_are_what_the_records_say(name: str) -> None:
    assert set(documents()) == {"crm.json", "opportunity.json"}
    assert (SCHEMAS / name).read_text(encoding="utf-8") == documents()[name]


@for_each(("record", "field"), [(r, f) for r, fields in CORE.items() for f in fields])
def test_every_field_of_the_core_is_there_with_its_kind(record: str, field: str) -> None:
    shown, kind = properties(record)[field], CORE[record][field]
    shown = shown["anyOf"][0] if "anyOf" in shown else shown
    if " | " in kind:
        assert shown["enum"] == kind.split(" | ")
    elif kind == "[]":
        assert shown["type"] == "array"
    else:
        assert shown["type"] == "string"
        assert shown.get("format", "") == {"money": "decimal"}.get(kind, kind)


@for_each("record", CORE)
def test_no_column_is_left_out_but_what_is_ours_alone(record: str) -> None:
    columns = set(spoken(KINDS[record]))
    lists = {"phones", "emails"} if record == "contacts" else set()
    assert set(properties(record)) == columns - UNEXPORTED | lists
    assert KINDS[record].__tablename__ == record


def test_a_list_item_is_described_where_the_list_points() -> None:
    document = json.loads(documents()["crm.json"])
    for field in ("phones", "emails"):
        pointed = document["$defs"]["contacts"]["properties"][field]["items"]["$ref"]
        assert pointed.removeprefix("#/$defs/") in document["$defs"]
