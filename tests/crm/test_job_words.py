"""Jobs by their words: a tool and the chat know a word in the same forms, and two that fit are asked about."""

from rivera import Do

from entrypoints.bootstrap import Office


def test_a_word_fits_in_each_of_its_forms(sqlite_office: Office, sqlite_do: Do) -> None:
    do = sqlite_do
    do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    do("open_lead", title="Repipe Oak St", contact="Maria")
    for said in ("the Oak Street lead", "Oak St repipes", "Lopez oak street"):
        found = do("show_lead", lead=said)
        assert found.result is not None, (said, found.problem)
        assert found.result.data["title"] == "Repipe Oak St"
    told = sqlite_office.orchestrator().turn(sqlite_office.desk("chat"), "show the Oak Street lead")
    assert "Repipe Oak St" in told.text
    do("open_lead", title="Gutters on Oak Street", contact="Maria")
    refused = do("show_lead", lead="the Oak St lead").problem
    assert refused is not None
    assert sorted(one["title"] for one in refused["candidates"]) == ["Gutters on Oak Street", "Repipe Oak St"]
