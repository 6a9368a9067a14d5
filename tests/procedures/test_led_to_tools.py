"""The tools that procedures name, and how somebody comes to them."""

from entrypoints.bootstrap import Office

ONLY_BY_A_MODEL = frozenset(
    [
        "add_member",
        "add_opening_day",
        "add_own_detail",
        "ask_same_person",
        "change_member_role",
        "decide_import_line",
        "drop_own_detail",
        "end_deciding_grant",
        "find_lead",
        "grant_deciding",
        "import_past",
        "leave_out_mail",
        "leave_out_of_auto_send",
        "link_quickbooks_customer",
        "list_closing_lines",
        "list_decided_cards",
        "list_imports",
        "list_left_by_undo",
        "list_left_out_mail",
        "list_mail",
        "list_members",
        "mail_status",
        "mark_answered",
        "read_mail",
        "read_procedure",
        "record_consent",
        "redact_person",
        "redo",
        "say_whose_mail",
        "set_business_place",
        "set_delivery",
        "set_quiet_hours",
        "set_tone",
        "show_cadences",
        "show_consent",
        "show_delivery",
        "show_earlier_pipeline",
        "show_mail",
        "show_own_details",
        "show_record",
        "take_in_as_lead",
        "undo_import",
        "update_company",
        "update_quickbooks_customer",
        "what_can_be_done",
    ]
)
"""The tools that only a language model reaches by talking; without one they have a page or a command."""


def test_every_tool_that_a_procedure_names_is_led_to_by_a_request_an_event_or_a_schedule_but_for_some(
    sqlite_office: Office,
) -> None:
    fronts = sqlite_office.library.loaded.layered
    named = {tool for front in fronts for tool in front.tools}
    led_to = {request.tool for front in fronts for request in front.requests}
    led_to |= {tool for front in fronts for listed in front.events.values() for tool in listed}
    led_to |= {schedule.tool for front in fronts for schedule in front.schedules.values()}
    assert named - led_to == ONLY_BY_A_MODEL
