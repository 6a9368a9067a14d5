"""The reply to a change of a person or a lead says by itself who, and each value old → new, at every door."""

from typing import Any


def test_a_changed_person_is_told_with_stage_and_tags(sqlite_do: Any) -> None:
    sqlite_do("add_contact", first_name="Tom", last_name="Baker", phone="512-555-0142")
    told = sqlite_do("update_contact", contact="Tom Baker", lifecycle_stage="customer", tags=["vip"])
    assert told.result.text == "Changed Tom Baker: Stage prospect → customer; Tags vip."
    told = sqlite_do("update_contact", contact="Tom Baker", first_name="Tim", tags=[])
    assert told.result.text == "Changed Tim Baker: Name Tom Baker → Tim Baker; Tags vip → none."


def test_a_lead_given_to_another_person_is_told_with_both(sqlite_do: Any) -> None:
    for first, phone in (("Uwe", "512-555-0142"), ("Wendy", "512-555-0143")):
        sqlite_do("add_contact", first_name=first, last_name="Brook", phone=phone)
    lead = sqlite_do("open_lead", title="Gutter", contact="Uwe Brook").result.data["lead_id"]
    told = sqlite_do("update_lead", lead=lead, contact="Wendy Brook").result.text
    assert told.startswith("Changed Gutter of Wendy Brook (LEAD")
    assert told.endswith("): person Uwe Brook → Wendy Brook.")
