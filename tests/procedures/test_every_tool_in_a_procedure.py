"""Every tool stands in a procedure, so that a language model can find it."""

from entrypoints.bootstrap import Office


def test_every_tool_is_in_a_procedure_and_what_only_the_desk_itself_calls_is_for_an_event(
    sqlite_office: Office,
) -> None:
    library = sqlite_office.library.loaded
    by_events = {name for one in library.layered for listed in one.events.values() for name in listed}
    assert set(sqlite_office.registry.tools) - set(library.offerable) - by_events == set()
    by_the_desk_alone = by_events - set(library.offerable)
    assert {
        "log_sent_mail",
        "take_in_mail",
        "tell_owner",
        "record_morning_list",
        "begin_cadence",
    } <= by_the_desk_alone
