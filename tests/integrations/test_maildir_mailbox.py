"""Mail as files, in and out (the maildir adapter)."""

import mailbox
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.maildir.reader import read_mailbox
from integrations.maildir.sender import MaildirSender
from integrations.message import Letter

ONE, TWO = b"From: a@b.example\nSubject: one\n\nFirst.\n", b"From: a@b.example\nSubject: two\n\nSecond.\n"


def state(root: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(p.relative_to(root)): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in root.rglob("*")
        if p.is_file()
    }


def maildir(root: Path) -> Path:
    for folder in ("new", "cur", "tmp"):
        (root / folder).mkdir(parents=True)
    (root / "cur" / "100.a.host:2,S").write_bytes(ONE)
    (root / "new" / "200.b.host").write_bytes(TWO)
    (root / "tmp" / "300.c.host").write_bytes(b"half a mail")
    return root


def test_a_maildir_gives_its_mails_by_their_unique_names_and_stays_as_it_is(tmp_path: Path) -> None:
    root = maildir(tmp_path / "box")
    before = state(root)
    assert list(read_mailbox(root)) == [("100.a.host", ONE), ("200.b.host", TWO)]
    assert state(root) == before


def test_marking_a_mail_as_read_does_not_change_its_id(tmp_path: Path) -> None:
    root = maildir(tmp_path / "box")
    (root / "new" / "200.b.host").rename(root / "cur" / "200.b.host:2,RS")
    assert [name for name, _ in read_mailbox(root)] == ["100.a.host", "200.b.host"]


def test_a_mail_moved_while_we_read_is_still_given(tmp_path: Path) -> None:
    root = maildir(tmp_path / "box")
    mails = read_mailbox(root)
    next(mails)
    (root / "new" / "200.b.host").rename(root / "cur" / "200.b.host:2,S")
    assert next(mails) == ("200.b.host", TWO)


def test_an_mbox_gives_its_mails_in_order_with_escapes_undone(tmp_path: Path) -> None:
    quoted = b"From: a@b.example\nSubject: three\n\n>From here on, all is well.\n>>From afar\n"
    path = tmp_path / "box.mbox"
    path.write_bytes(b"".join(b"From x Mon Nov 16 2026\n" + mail + b"\n" for mail in (ONE, quoted, ONE)))
    before = state(tmp_path)
    mails = list(read_mailbox(path))
    assert [raw for _, raw in mails] == [ONE, quoted.replace(b">From", b"From"), ONE]
    assert len({name for name, _ in mails}) == 3
    assert state(tmp_path) == before


def test_an_mbox_mail_keeps_its_id_when_those_before_it_are_deleted(tmp_path: Path) -> None:
    path = tmp_path / "box.mbox"
    path.write_bytes(b"From x\n" + ONE + b"\nFrom x\n" + TWO)
    identity = list(read_mailbox(path))[1][0]
    path.write_bytes(b"From x\n" + TWO)
    assert [name for name, _ in read_mailbox(path)] == [identity]


def test_an_mbox_of_the_standard_library_is_read_whole(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for mail in (ONE, TWO):
        box.add(mail)
    box.close()
    assert [raw for _, raw in read_mailbox(tmp_path / "box")] == [ONE, TWO]


def test_eml_files_come_in_order_of_their_paths(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.eml").write_bytes(TWO)
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "notes.txt").write_bytes(b"no mail")
    assert list(read_mailbox(tmp_path)) == [("a.eml", ONE), ("in/b.eml", TWO)]
    assert list(read_mailbox(tmp_path / "a.eml")) == [("a.eml", ONE)]


def test_what_is_no_mailbox_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no mailbox"):
        read_mailbox(tmp_path / "nothing")
    (tmp_path / "notes.txt").write_bytes(b"x")
    with pytest.raises(ValueError, match="holds no mail"):
        read_mailbox(tmp_path)


def outgoing(key: str = "approval-12", text: str = "Thursday works.") -> Letter:
    return Letter(
        sender_name="Rivera Plumbing",
        sender_address="office@riveraplumbing.example.com",
        to_name="Maria Lopez",
        to_address="maria.lopez@example.com",
        subject="Your faucet",
        text=text,
        date=datetime(2026, 11, 18, 16, 0, tzinfo=UTC),
        effect_key=key,
    )


def test_a_second_delivery_with_the_same_key_changes_nothing(tmp_path: Path) -> None:
    sender = MaildirSender(tmp_path / "out")
    first = sender.send(outgoing())
    before = state(tmp_path)
    second = sender.send(outgoing(text="Something else."))
    assert (first.first, second.first, second.path) == (True, False, first.path)
    assert state(tmp_path) == before
    assert [mail["X-Deskhand-Effect"] for mail in mailbox.Maildir(tmp_path / "out")] == ["approval-12"]


def test_also_after_a_mail_program_took_the_mail_up(tmp_path: Path) -> None:
    sender = MaildirSender(tmp_path / "out")
    path = sender.send(outgoing()).path
    moved = path.rename(tmp_path / "out" / "cur" / f"{path.name}:2,S")
    assert sender.find("approval-12") == moved
    assert sender.send(outgoing()).first is False


def test_a_look_up_is_exact(tmp_path: Path) -> None:
    sender = MaildirSender(tmp_path / "out")
    assert sender.find("approval-12") is None
    path = sender.send(outgoing("approval-12")).path
    assert sender.find("approval-1") is None
    path.write_bytes(path.read_bytes().replace(b"approval-12", b"approval-99"))
    assert sender.find("approval-12") is None


def test_of_two_senders_with_one_key_one_delivers(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: MaildirSender(tmp_path / "out").send(outgoing()).first, range(8)))
    assert sorted(done) == [False] * 7 + [True]
    assert len(list((tmp_path / "out" / "new").iterdir())) == 1
    assert list((tmp_path / "out" / "tmp").iterdir()) == []
