"""Connecting QuickBooks: from the owner's consent in a browser to a sealed token (OAuth 2.0 with a checked `state`)."""

import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from integrations.connections import Connections
from integrations.quickbooks.sign_in import API, SCOPE, SERVICE, App, SignIn
from integrations.quickbooks.wire import TIME_OUT
from schemas.enums import ConnectionStatus
from schemas.errors import AgainstTheRules, BadArguments, OutsideRefused, OutsideUnavailable

PRACTICE_KEYS = ("practice", "practice")
AGAIN = "Run the command again. Nothing was changed."


@dataclass(frozen=True)
class Consent:
    """A consent that is asked for.

    Args:
        app: with all addresses.
        state: random; comes back with the answer, or the answer is somebody else's.
        address: where the owner consents.
    """

    app: App
    state: str
    address: str


class Connecting:
    """Connects one business to one company.

    Args:
        connections: where the token goes.
        sign_in: asks Intuit.
    """

    def __init__(self, connections: Connections, sign_in: SignIn) -> None:
        self.connections = connections
        self.sign_in = sign_in

    def consent(self, environment: str, client_id: str, client_secret: str, redirect: str) -> Consent:
        """Return the consent, with the address for the owner to open in a browser.

        Args:
            environment: production or sandbox.
            client_id, client_secret: of the app at Intuit.
            redirect: an address that is registered for the app.

        Raises:
            OutsideUnavailable: Intuit can't be reached.
        """
        app = App(client_id, client_secret, redirect, environment, API[environment])
        return self._asked(self.sign_in.discovered(app))

    def finish(self, consent: Consent, answered: str) -> str:
        """Take the address that the browser was redirected to, and connect; return the company's number.

        Args:
            consent: that was asked for.
            answered: the whole address, with `state`, `code` and `realmId`.

        Raises:
            BadArguments: it is not the answer to this consent.
            OutsideRefused: the owner said no, or the code is not good.
            AgainstTheRules: another company is connected.
        """
        given = {key: values[0] for key, values in parse_qs(urlsplit(answered.strip()).query).items()}
        if not secrets.compare_digest(given.get("state", "").encode(), consent.state.encode()):
            raise BadArguments(
                f"That address does not belong to this sign-in (its state is another). {AGAIN}",
                {"address": "state differs"},
            )
        if "error" in given:
            raise OutsideRefused(f"QuickBooks was not connected: the consent was refused there. {AGAIN}")
        realm, code = given.get("realmId", ""), given.get("code", "")
        if not realm or not code:
            raise BadArguments(
                f"That address holds no code or no company. Copy it whole, from the browser's address line. {AGAIN}",
                {"address": "code or realmId is missing"},
            )
        self._refuse_another_company(consent.app.environment, realm)
        token = self.sign_in.token_for(consent.app, code)
        self.connections.connect(SERVICE, realm, token, (SCOPE, consent.app.environment))
        return realm

    def try_practice(self, base: str) -> str:
        """Connect the practice company, which consents by itself.

        Args:
            base: its address on loopback.

        Raises:
            OutsideUnavailable: it does not run.
            AgainstTheRules: a real company is connected.
        """
        import requests

        redirect = f"{base}/connected"
        app = App(*PRACTICE_KEYS, redirect=redirect, environment="practice", api=f"{base}/v3")
        found = self.sign_in.discovered(app, f"{base}/.well-known/openid_configuration")
        consent = self._asked(found)
        try:
            answer = requests.get(consent.address, timeout=TIME_OUT, allow_redirects=False)
        except requests.RequestException:
            raise OutsideUnavailable("The practice company does not answer. Run the command again.") from None
        return self.finish(consent, answer.headers.get("Location", ""))

    def remove(self) -> bool:
        """End the consent, here and at Intuit; False if Intuit could not be told."""
        row = self.connections.row(SERVICE)
        told = True
        if row is not None and row.status == ConnectionStatus.CONNECTED:
            told = self.sign_in.revoked(self.connections.account(SERVICE).token)
        self.connections.remove(SERVICE)
        return told

    def _asked(self, app: App) -> Consent:
        state = secrets.token_urlsafe(32)
        return Consent(app, state, self.sign_in.consent_address(app, state))

    def _refuse_another_company(self, environment: str, realm: str) -> None:
        """Refuse another company: numbers of customers are a company's own, and would point to other people
        there.
        """
        row = self.connections.row(SERVICE)
        if row is None or "production" not in row.scopes:
            return
        if environment == "production" and row.account != realm:
            raise AgainstTheRules(
                f"Company {row.account} is connected, or was, and people on record are linked to its customers. This is "
                f"company {realm}, where the same numbers are other people. Choose company {row.account} when you "
                "consent. Nothing was changed."
            )
        if environment != "production" and row.status == ConnectionStatus.CONNECTED:
            raise AgainstTheRules(
                "Your real books are connected. To practise, use another home: deskhand --home DIR init, then connect "
                "there. Nothing was changed."
            )
