"""Files of people, whatever program, encoding and year they come from: read whole, and never a traceback."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.imports.mapping import Mapping
from agent.imports.rows import CannotRead, Row, Table
from agent.imports.source import source_of
from schemas.errors import CallRefused
from tools.importing.lines import RawLine

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def table_of(path: Path, content: bytes) -> tuple[Table, list[Row]]:
    path.write_bytes(content)
    table, _ = source_of(path, "", ("1=name",)).open()
    return table, list(table.rows)


def lines_of(path: Path, content: bytes, *adjusted: str) -> list[RawLine]:
    path.write_bytes(content)
    table, mapping = source_of(path, "", adjusted).open()
    return [mapping.line_of(row) for row in table.rows]


TEXT = "Name;Phone;Note\r\nJosé Núñez;512 555-0142;“ok” – très\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_gives_the_same_people(tmp_path: Path, encoding: str) -> None:
    (line,) = lines_of(tmp_path / "a.csv", TEXT.encode(encoding))
    assert (line.first_name, line.last_name, line.notes) == ("José", "Núñez", "“ok” – très")


def test_bytes_that_no_other_encoding_knows_are_latin_1(tmp_path: Path) -> None:
    (line,) = lines_of(tmp_path / "a.csv", b"Name,Note\nJos\xe9,a\x81b\n")
    assert (line.first_name, line.notes) == ("José", "a\x81b")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end_gives_the_same_people(tmp_path: Path, separator: str, end: str) -> None:
    rows = [
        ["First Name", "Last Name", "Phone"],
        ["Ana", "O'Brien", "512-555-0142"],
        ["Bo", "Li", "512-555-0143"],
    ]
    content = end.join(separator.join(row) for row in rows) + end
    found = lines_of(tmp_path / "a.csv", content.encode())
    assert [(one.first_name, one.last_name, one.phones) for one in found] == [
        ("Ana", "O'Brien", ["512-555-0142"]),
        ("Bo", "Li", ["512-555-0143"]),
    ]


def test_excels_own_word_on_the_separator_is_taken(tmp_path: Path) -> None:
    (line,) = lines_of(tmp_path / "a.csv", b"sep=;\r\nName;Phone, mobile\r\nAna;1\r\n", "2=phone")
    assert (line.first_name, line.phones) == ("Ana", ["1"])


def test_quoted_cells_hold_separators_quotes_and_lines(tmp_path: Path) -> None:
    content = b'Name,Notes\n"Li, Bo","said ""hi""\nand went"\nAna,x\n'
    bo, ana = lines_of(tmp_path / "a.csv", content)
    assert (bo.first_name, bo.last_name, bo.notes) == ("Bo", "Li", 'said "hi"\nand went')
    assert (ana.line, ana.first_name) == (4, "Ana")


def test_a_quote_that_is_never_closed_sets_its_own_line_aside(tmp_path: Path) -> None:
    people = [f"Person{n},512-555-{n:04d}" for n in range(900)]
    people[100] = '"Person100,512-555-0100'
    found = lines_of(tmp_path / "a.csv", "\n".join(["Name,Phone", *people]).encode())
    assert len(found) == 900
    assert [one.line for one in found if one.problem] == [102]
    assert found[101].first_name == "Person101"


def test_a_quote_inside_of_a_word_is_a_quote(tmp_path: Path) -> None:
    (line,) = lines_of(tmp_path / "a.csv", b'Name,Notes\nAna,the 5" pipe\n')
    assert line.notes == 'the 5" pipe'


def test_a_row_with_more_cells_than_columns_keeps_them_as_notes(tmp_path: Path) -> None:
    (line,) = lines_of(tmp_path / "a.csv", b"Name,Phone\nAna,1,and more\n")
    assert "and more" in line.notes


def test_what_no_database_keeps_is_set_aside(tmp_path: Path) -> None:
    (line,) = lines_of(tmp_path / "a.csv", b"Name,Phone\nA\x00na,1\n")
    assert "NUL" in line.problem


@QUIET
@given(
    rows=st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=6),
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_is_written_as_csv_is_read_as_it_was(
    tmp_path: Path, rows: list[list[str]], separator: str, encoding: str
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([["Name", "Phone", "Notes"], *rows])
    try:
        content = stream.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return
    _, found = table_of(tmp_path / "any.csv", content)
    assert [row.cells for row in found] == [row for row in rows if any(cell.strip() for cell in row)]


@QUIET
@given(
    head=st.sampled_from(
        [b"", b"Name,Phone\n", b"BEGIN:VCARD\n", b"BEGIN:VCARD\nN:a;b\nEND:VCARD\n", b"PK\x03\x04", b'"']
    ),
    rest=st.binary(max_size=300),
)
def test_any_bytes_are_rows_or_a_sentence(tmp_path: Path, head: bytes, rest: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(head + rest)
    try:
        table, mapping = source_of(path, "", ()).open()
    except CallRefused as error:
        assert error.message
        return
    for row in table.rows:
        assert mapping.line_of(row).line == row.line


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0abc", ".xls"),
        (b"PK\x03\x04junk", "damaged"),
    ],
)
def test_what_is_no_such_file_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(CannotRead, match=said):
        source_of(path, "", ()).open()


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CannotRead, match="can't be read"):
            source_of(path, "", ()).open()


HEADERS = {
    "google": (
        "First Name,Middle Name,Last Name,Phonetic First Name,Nickname,File As,Organization Name,Birthday,Notes,Labels,"
        "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Value,Address 1 - Street,Address 1 - City,"
        "Address 1 - Region,Address 1 - Postal Code",
        "Ana,B.,Li,,,,Bakery,,Gate 1,* myContacts ::: VIP,Home,ana@example.com,Mobile,512-555-0142 ::: 512-555-0143,"
        "512-555-0144,1 Main St,Austin,TX,78701",
    ),
    "jobber": (
        "Display Name,Company Name,First Name,Last Name,Main Phone #s,Mobile Phone #s,E-mails,Service Street 1,Service Street 2,"
        "Service City,Service State,Service Zip code,Billing Street 1,Tags,Lead Source",
        "Ana Li,Bakery,Ana B.,Li,512-555-0142,512-555-0143;512-555-0144,ana@example.com,1 Main St,,Austin,TX,78701,,VIP,Referral",
    ),
    "hubspot": (
        "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Street Address,City,State/Region,Postal Code,"
        "Company Name,Lifecycle Stage,Tags",
        "1,Ana B.,Li,ana@example.com,512-555-0142,512-555-0143 ::: 512-555-0144,1 Main St,Austin,TX,78701,Bakery,Customer,VIP",
    ),
    "outlook": (
        "First Name,Middle Name,Last Name,Company,E-mail Address,Home Phone,Mobile Phone,Business Phone,Home Street,Home City,"
        "Home State,Home Postal Code,Categories",
        "Ana,B.,Li,Bakery,ana@example.com,512-555-0142,512-555-0143,512-555-0144,1 Main St,Austin,TX,78701,VIP",
    ),
}


@pytest.mark.parametrize("program", HEADERS)
def test_the_columns_of_other_programs_are_known(tmp_path: Path, program: str) -> None:
    (line,) = lines_of(tmp_path / "a.csv", "\n".join(HEADERS[program]).encode())
    assert (line.first_name, line.last_name, line.company) == ("Ana B.", "Li", "Bakery")
    assert line.phones == ["512-555-0142", "512-555-0143", "512-555-0144"]
    assert line.emails == ["ana@example.com"]
    assert line.address == "1 Main St, Austin, TX 78701"
    assert line.tags == ["VIP"]


def test_the_owner_says_what_a_column_is(tmp_path: Path) -> None:
    (line,) = lines_of(
        tmp_path / "a.csv",
        b"Who,Ring,Phone,Dog\nAna,512-555-0142,no,Rex\n",
        "Who=name",
        "2=phone",
        "Phone=-",
        "Dog=notes",
    )
    assert (line.first_name, line.phones, line.notes) == ("Ana", ["512-555-0142"], "Dog: Rex")


@pytest.mark.parametrize("said", ["Nobody=phone", "Name=shoe size", "9=phone", "=", ""])
def test_a_column_or_field_that_is_not_there_is_said(said: str) -> None:
    with pytest.raises(CallRefused, match="Nothing was changed"):
        Mapping.guessed(["Name", "Phone"], [said])


def test_a_file_of_which_no_column_is_known_says_what_to_do() -> None:
    with pytest.raises(CallRefused, match=r"--map \"Foo=name\""):
        Mapping.guessed(["Foo", "Bar"], [])


CARD_21 = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:N=C3=BA=C3=B1ez;Jos=C3=A9;;;\r\n"
    "TEL;CELL:512-555-0142\r\nEMAIL;INTERNET:jose@example.com\r\n"
    "ADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;1 Main=\r\n St;Austin;TX;78701;\r\n"
    "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ\r\n AAAQABAAD/2wBD\r\n\r\nNOTE:two\\, dogs\r\nEND:VCARD\r\n"
)
CARD_30 = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Núñez;José;;;\nFN:José Núñez\nitem1.TEL;TYPE=CELL,VOICE:512-555-0142\n"
    'EMAIL;TYPE="a:b":jose@exam\n ple.com\nADR;TYPE=HOME:;;1 Main St;Austin;TX;78701;\n'
    "PHOTO;ENCODING=b;TYPE=JPEG:AAAA\n BBBB\nNOTE:two\\, dogs\nEND:VCARD\n"
)
CARD_40 = (
    'BEGIN:VCARD\nVERSION:4.0\nFN:José Núñez\nTEL;VALUE=uri;TYPE="voice,home":tel:512-555-0142\n'
    "EMAIL:jose@example.com\nADR:;;1 Main St;Austin;TX;78701;\nNOTE:two\\, dogs\nPHOTO:data:image/jpeg;base64,AAAA\nEND:VCARD\n"
)


@pytest.mark.parametrize("card", [CARD_21, CARD_30, CARD_40], ids=["2.1", "3.0", "4.0"])
def test_vcards_of_every_version_give_the_same_person(tmp_path: Path, card: str) -> None:
    (line,) = lines_of(tmp_path / "a.vcf", card.encode())
    assert (line.first_name, line.last_name, line.problem) == ("José", "Núñez", "")
    assert (line.phones, line.emails) == (["512-555-0142"], ["jose@example.com"])
    assert line.address == "1 Main St, Austin, TX, 78701"
    assert line.notes == "two, dogs"


def test_a_broken_card_ends_no_file(tmp_path: Path) -> None:
    broken = "BEGIN:VCARD\nN:Lost;Half\n"
    found = lines_of(tmp_path / "a.vcf", (CARD_30 + broken + CARD_40).encode())
    assert [bool(one.problem) for one in found] == [False, True, False]


def test_what_has_no_field_goes_to_the_notes(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nFN:Ana\nBDAY:1980-02-03\nURL:https\\://example.com\nX-DOG:Rex\nORG:Bakery;Ovens\nEND:VCARD\n"
    (line,) = lines_of(tmp_path / "a.vcf", card.encode())
    assert set(line.notes.splitlines()) == {
        "Birthday: 1980-02-03", "Web: https://example.com", "Dog: Rex", "Organisation: Bakery Ovens",
    }  # fmt: skip
    assert line.company == "Bakery"


def test_a_spreadsheet_gives_its_rows_with_days_and_numbers(tmp_path: Path) -> None:
    from datetime import date

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Clients"
    sheet.append([None, None, None])
    sheet.append(["Name", "Phone", "Last job date", "Last job amount"])
    sheet.append(["Ana Li", 5125550142, date(2024, 3, 2), 1200.5])
    sheet.append([None, None, None, None])
    sheet.append(["Bo", "512-555-0143", None, None])
    book.create_sheet("Other").append(["x"])
    book.save(tmp_path / "a.xlsx")
    table, mapping = source_of(tmp_path / "a.xlsx", "", ()).open()
    ana, bo = [mapping.line_of(row) for row in table.rows]
    assert (ana.phones, ana.won_on, ana.won_amount, ana.line) == (["5125550142"], "2024-03-02", "1200.5", 3)
    assert bo.line == 5
    assert "Other" in table.remarks[0]
    with pytest.raises(CannotRead, match="Clients, Other"):
        source_of(tmp_path / "a.xlsx", "None", ()).open()


def test_a_title_above_the_columns_of_a_spreadsheet_is_passed_over(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for cells in (["Customer list 2026"], [], ["Customer", "Telephone"], ["Lopez, Maria", 5125550142]):
        book.active.append(cells)
    book.save(tmp_path / "list.xlsx")
    table, _ = source_of(tmp_path / "list.xlsx", "", ()).open()
    assert list(table.columns) == ["Customer", "Telephone"]
    assert table.remarks == ["Passed over, above the columns: Customer list 2026."]
    assert [(row.line, row.cells) for row in table.rows] == [(4, ["Lopez, Maria", "5125550142"])]


def test_a_damaged_spreadsheet_is_said(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for number in range(200):
        book.active.append([f"Name {number}", number])
    book.save(tmp_path / "a.xlsx")
    whole = (tmp_path / "a.xlsx").read_bytes()
    for cut in range(0, len(whole), 997):
        (tmp_path / "cut.xlsx").write_bytes(whole[:cut] + b"\x00" * 9 + whole[cut + 9 :])
        try:
            table, mapping = source_of(tmp_path / "cut.xlsx", "", ("1=name",)).open()
        except CallRefused:
            continue
        found = [mapping.line_of(row) for row in table.rows]
        assert len(found) == 199 or found[-1].problem
