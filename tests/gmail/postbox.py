"""A business connected to a mailbox of the emulator, through the real consent and Google's real client."""

import base64
import http.client
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from gmail.emulator import Tokens
from gmail.fault_proxy import FaultProxy
from sqlmodel import select

from agent.approvals.outbox import Outbox
from agent.gate import Gate
from agent.intake.following import Following, Taken
from entrypoints.bootstrap import Office, open_office
from entrypoints.mail_rounds import begin_to_follow
from integrations.gmail.connecting import Connecting
from integrations.gmail.mailbox import GmailMailbox, effect_key_of
from integrations.gmail.provider import GmailProvider
from integrations.gmail.sender import GmailSender
from schemas.effects import Call, Outcome
from schemas.enums import ApprovalStatus
from schemas.identity import FixedClock
from schemas.mail_providers import SignedIn
from schemas.ports import Writers
from schemas.records import Approval, FollowedMailbox, MailMessage

MACHINE = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
SECRET = "canary-client-secret"


def client_of(url: str) -> dict[str, Any]:
    """Return a client as Google's console gives it out, with the proxy in Google's place."""
    return {
        "installed": {
            "client_id": "deskhand-test",
            "client_secret": SECRET,
            "auth_uri": f"{url}o/oauth2/v2/auth",
            "token_uri": f"{url}oauth2/token",
        }
    }


def consented(proxy: FaultProxy, address: str, opened: str) -> str:
    """Consent as a person does in the browser; return the address that the browser is redirected to."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(opened).query).items()}
    form = {"email": address, **asked}
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=60)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/o/oauth2/v2/auth/callback", urlencode(form), kind)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return str(answer.headers["Location"])


@dataclass
class Postbox:
    """The business, its mailbox, and the world's side of that.

    Args:
        office: opened with the connected mailbox.
        environment: that it was opened with.
        proxy: what stands between.
        address: the account's.
        machine: the machine's time of readings and of the outbox.
        waited: the pauses, in seconds, that were asked for instead of made.
    """

    office: Office
    environment: dict[str, str]
    proxy: FaultProxy
    address: str
    machine: FixedClock = field(default_factory=lambda: FixedClock(MACHINE))
    waited: list[float] = field(default_factory=list)

    def hasten(self) -> None:
        """Wait for nothing: record pauses, and give an answer that does not come up after half a second."""
        gmail = self.mailbox.gmail
        gmail.pause = gmail.quota.pause = self.waited.append
        gmail.chance = lambda: 0.5
        gmail.quota.units_a_minute = 10**9
        gmail.transport.seconds = 0.5
        outbox = Outbox(self.office.registry, Writers(mail=self.sender), self.machine, self.office.new_id)
        sender = self.sender
        sender.log.machine = self.machine
        gate = Gate(self.office.registry, self.office.gate.queue, outbox, self.office.gate.tightened)
        self.office = replace(self.office, gate=gate)

    def another(self) -> "Postbox":
        """Open the same business and mailbox in another process's hands."""
        opened = open_office(now=MACHINE.isoformat(), environment=self.environment)
        other = Postbox(opened, self.environment, self.proxy, self.address)
        other.hasten()
        return other

    @property
    def mailbox(self) -> GmailMailbox:
        found = self.office.readers.mailbox
        assert isinstance(found, GmailMailbox)
        return found

    @property
    def sender(self) -> GmailSender:
        found = self.office.readers.mail
        assert isinstance(found, GmailSender)
        return found

    def world(self, verb: str, target: str, body: Any = None) -> dict[str, Any]:
        """Act as the owner, or the world's mail, in Gmail itself: past the proxy."""
        # A new connection each time: a kept one is closed by the other side when a slow machine leaves it idle.
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=60)
        tokens = self.__dict__.setdefault("_tokens", Tokens(self.proxy.port, self.address))
        headers = {"Authorization": f"Bearer {tokens.next()}", "Content-Type": "application/json"}
        connection.request(verb, f"/gmail/v1/users/me/{target}", json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        assert answer.status < 300, (verb, target, answer.status, content[:300])
        found: dict[str, Any] = json.loads(content or b"{}")
        return found

    def arrive(self, raw: bytes, labels: tuple[str, ...] = ("INBOX", "UNREAD")) -> str:
        """Let a mail arrive; return Gmail's id of it."""
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), "labelIds": list(labels)}
        return str(self.world("POST", "messages/import", body)["id"])

    def label(self, own_id: str, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        body = {"addLabelIds": list(add), "removeLabelIds": list(remove)}
        self.world("POST", f"messages/{own_id}/modify", body)

    def raw(self, own_id: str) -> bytes:
        encoded = self.world("GET", f"messages/{own_id}?format=raw")["raw"]
        return base64.urlsafe_b64decode(encoded + "==")

    def labels(self, own_id: str) -> set[str]:
        return set(self.world("GET", f"messages/{own_id}?format=minimal")["labelIds"])

    def sent(self) -> list[bytes]:
        """Return the mails in the mailbox's sent mail."""
        found, token = [], ""
        while True:
            page = self.world("GET", f"messages?labelIds=SENT&maxResults=500{token}")
            found += [self.raw(one["id"]) for one in page.get("messages", [])]
            if not page.get("nextPageToken"):
                return found
            token = f"&pageToken={page['nextPageToken']}"

    def sent_keys(self) -> list[str]:
        """Return the idempotency keys of the sent mail that carries one."""
        return [key for raw in self.sent() if (key := effect_key_of(raw))]

    def drafts(self) -> list[str]:
        return [str(one["id"]) for one in self.world("GET", "drafts").get("drafts", [])]

    def following(self) -> Following:
        return Following(self.mailbox, self.office.intake(self.mailbox.name), self.machine)

    def catch_up(self) -> list[Taken]:
        return list(self.following().catch_up())

    def do(self, tool: str, **arguments: Any) -> Outcome:
        return self.office.gate.submit(self.office.desk("cli"), Call(tool=tool, arguments=arguments))

    def done(self, tool: str, **arguments: Any) -> dict[str, Any]:
        outcome = self.do(tool, **arguments)
        assert outcome.result is not None, outcome.problem
        return outcome.result.data

    def propose(
        self, to: str, text: str = "Does Friday at 9 suit you?", subject: str = "Your repipe"
    ) -> Approval:
        outcome = self.do("send_message", to=to, subject=subject, text=text)
        assert outcome.card is not None, outcome.problem
        return self.approval(outcome.card.approval)

    def approve(self, approval: Approval) -> Outcome:
        return self.office.gate.decide(self.office.desk("cli"), approval.number, approval.digest)

    def sweep(self) -> list[Outcome]:
        return self.office.gate.sweep(self.office.desk("cli"))

    def all(self, kind: type[Any]) -> list[Any]:
        with self.office.desk("cli").unit.reading() as session:
            found = list(session.exec(select(kind)))
            session.expunge_all()
            return found

    def mails(self) -> list[MailMessage]:
        return self.all(MailMessage)

    def state(self) -> FollowedMailbox:
        return next(iter(self.all(FollowedMailbox)))

    def approval(self, number: int) -> Approval:
        return next(one for one in self.all(Approval) if one.number == number)

    def status(self, approval: Approval) -> ApprovalStatus:
        return self.approval(approval.number).status


def gmail_connecting(office: Office) -> Connecting:
    """Return what connects the business of an office, without a terminal."""
    return Connecting(office.desk("cli").unit, office.settings)


def connected(
    office: Office,
    environment: dict[str, str],
    proxy: FaultProxy,
    address: str,
    now: str,
    read_from: Any = None,
) -> Postbox:
    """Open the office again, connected to a mailbox by the same steps that the command takes."""
    office.close()
    environment = {**environment, "DESKHAND_GMAIL_URL": proxy.url}
    first = open_office(now=now, environment=environment)
    connecting = gmail_connecting(first)
    asking = connecting.asking(client_of(proxy.url))
    _, ends = connecting.finish(asking, consented(proxy, address, asking.address))
    begin_to_follow(first, GmailProvider.service, SignedIn(address, ends), read_from)
    first.close()
    postbox = Postbox(open_office(now=now, environment=environment), environment, proxy, address)
    postbox.hasten()
    with postbox.office.desk("cli").unit.writing() as session:
        row = session.exec(select(FollowedMailbox)).one()
        row.history_before = MACHINE.replace(day=11)
    return postbox


Connect = Callable[[Office, dict[str, str]], Postbox]


def message_id_of(raw: bytes) -> str:
    found = re.search(rb"(?im)^message-id:\s*<([^>]+)>", raw)
    return found[1].decode() if found else ""
