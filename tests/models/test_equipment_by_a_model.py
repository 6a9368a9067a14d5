"""Equipment by a language model, through the public door: the same tools, for the person who was named."""

from loopback_endpoint import Server, calls, words
from sqlmodel import select
from talking import MARIA, known, outcomes, results, say

from entrypoints.bootstrap import Office
from schemas.records.equipment import Equipment

HEATER = {
    "contact": "Maria",
    "what": "water heater",
    "make": "Rheem",
    "model": "50-gallon",
    "installed_on": "2026-11-18",
}


def makes(office: Office) -> list[tuple[str, str, str]]:
    with office.desk("cli").unit.reading() as session:
        return [(one.what, one.make, one.serial_number) for one in session.exec(select(Equipment))]


def test_what_was_put_in_is_noted_and_found(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    asked = {"kind": "equipment", "contact": "Maria", "query": "water heater"}
    server.plays(
        calls(("add_equipment", HEATER)), words("Noted."), calls(("list_records", asked)), words("A Rheem.")
    )
    reply = say(driven, "we put a 50-gallon Rheem in at Maria's today")
    assert reply.done[0].startswith("On record: Water heater: Rheem")
    assert outcomes(reply) == ["done"]
    assert makes(driven) == [("water heater", "Rheem", "")]
    found = say(driven, "what water heater does Maria have", reply.conversation)
    assert outcomes(found) == ["done"]
    assert "Rheem, model 50-gallon, installed Nov 18, 2026" in results(server)[-1]["content"]


def test_what_is_known_is_added_to_the_one_that_stands_there(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    noted = {
        "contact": "Maria",
        "what": "water heater",
        "serial_number": "R123",
        "warranty_until": "2030-06-30",
    }
    server.plays(
        calls(("add_equipment", HEATER)), words("Noted."), calls(("update_equipment", noted)), words("Noted.")
    )
    reply = say(driven, "we put a 50-gallon Rheem in at Maria's today")
    say(driven, "serial R123, warranty until June 2030", reply.conversation)
    assert makes(driven) == [("water heater", "Rheem", "R123")]


def test_of_two_marias_the_model_hears_who_they_are(driven: Office, server: Server) -> None:
    known(driven, **MARIA)
    known(driven, first_name="Maria", last_name="Stone", phone="512-555-0150")
    server.plays(calls(("add_equipment", HEATER)), words("Which Maria?"))
    assert outcomes(say(driven, "we put a Rheem in at Maria's today")) == ["refused"]
    assert "Maria Lopez" in results(server)[-1]["content"]
    assert "Maria Stone" in results(server)[-1]["content"]
    assert makes(driven) == []
