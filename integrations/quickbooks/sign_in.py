"""Signing in to QuickBooks: consent, tokens, renewal, the end of a consent (OAuth 2.0, by Intuit's own client).

Intuit's client (intuit-oauth 1.2.6) is gone round where it can't do what is needed: its constructor fetches the discovery
document each time, it sets no limit on time, and the `state` that it makes up comes from a predictable generator. The
addresses are read once, at connecting, and kept with the token.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from integrations.connections import ConsentLost
from integrations.quickbooks.wire import CHECK_CONNECTION, TIME_OUT, UNREACHABLE, Seconds
from schemas.errors import BadConfiguration, DeskhandError, OutsideRefused, OutsideUnavailable
from schemas.identity import Clock

SERVICE = "quickbooks"
SCOPE = "com.intuit.quickbooks.accounting"
DISCOVERY = {
    "production": "https://developer.intuit.com/.well-known/openid_configuration/",
    "sandbox": "https://developer.intuit.com/.well-known/openid_sandbox_configuration/",
}
API = {
    "production": "https://quickbooks.api.intuit.com/v3",
    "sandbox": "https://sandbox-quickbooks.api.intuit.com/v3",
}
ENDED = (
    "QuickBooks no longer accepts the sign-in: the consent has ended or was withdrawn there (it ends by itself after 100 "
    "days without use). Nothing was lost. Connect it again: deskhand connect quickbooks"
)


@dataclass(frozen=True)
class App:
    """The app at Intuit that an owner connects through, and the company's kind.

    Args:
        client_id, client_secret: of the app's keys.
        redirect: an address that is registered for it.
        environment: production, sandbox, or practice for the company on this machine.
        api: the address of the accounting API.
        authorization, token, revocation: addresses of the sign-in, from the discovery document.
    """

    client_id: str
    client_secret: str
    redirect: str
    environment: str
    api: str
    authorization: str = ""
    token: str = ""
    revocation: str = ""


class SignIn:
    """The client of Intuit's sign-in.

    Args:
        machine: the machine's time, from which on tokens live.
        time_out: seconds to connect, and to wait for an answer.
    """

    def __init__(self, machine: Clock, time_out: Seconds = TIME_OUT) -> None:
        self.machine = machine
        self.time_out = time_out

    def discovered(self, app: App, document: str = "") -> App:
        """Return the app with the discovered addresses of the sign-in.

        Args:
            app: without them.
            document: address of the discovery document; the environment's own if empty.

        Raises:
            OutsideUnavailable: it can't be read.
        """
        import requests

        try:
            answer = requests.get(document or DISCOVERY[app.environment], timeout=self.time_out)
            found = answer.json()
            return App(
                **{
                    **asdict(app), "authorization": found["authorization_endpoint"], "token": found["token_endpoint"],
                    "revocation": found["revocation_endpoint"],
                }
            )  # fmt: skip
        except (requests.RequestException, ValueError, KeyError):
            raise OutsideUnavailable(
                "Intuit's sign-in can't be reached. Check the connection, then run the command again. Nothing was changed."
            ) from None

    def consent_address(self, app: App, state: str) -> str:
        """Return the address at which the owner consents, in a browser."""
        from intuitlib.enums import Scopes

        return str(self._client(app).get_authorization_url([Scopes.ACCOUNTING], state_token=state))

    def token_for(self, app: App, code: str) -> dict[str, Any]:
        """Return the token for the code of a consent.

        Raises:
            OutsideRefused: the code is not good.
            BadConfiguration: the keys are not.
            OutsideUnavailable: it can't be reached.
        """
        client = self._client(app)
        refused = OutsideRefused(
            "QuickBooks did not take the code; it is good for a few minutes and once. Run the command again."
        )
        self._ask(app, lambda: client.get_bearer_token(code), refused)
        return self._kept(client, app)

    def renewed(self, token: dict[str, Any]) -> dict[str, Any]:
        """Return a new token for one that has expired; its refresh token is dead from now on.

        Raises:
            ConsentLost: QuickBooks accepts it no more.
            BadConfiguration, OutsideUnavailable: as above.
        """
        app = App(**token["app"])
        client = self._client(app)
        self._ask(app, lambda: client.refresh(refresh_token=token["refresh_token"]), ConsentLost(ENDED))
        return self._kept(client, app)

    def revoked(self, token: dict[str, Any]) -> bool:
        """End the consent at Intuit; False if that could not be done."""
        app = App(**token["app"])
        client = self._client(app)
        try:
            self._ask(app, lambda: client.revoke(token=token["refresh_token"]), OutsideRefused(""))
        except DeskhandError:
            return False
        return True

    def runs_out(self, token: dict[str, Any]) -> bool:
        """Return whether the access token is about to expire."""
        return float(token["ends"]) <= (self.machine.now() + timedelta(minutes=2)).timestamp()

    def _client(self, app: App) -> Any:
        """Return Intuit's client without its constructor, which would fetch the discovery document."""
        from functools import partial

        import requests
        from intuitlib.client import AuthClient

        client = AuthClient.__new__(AuthClient)
        requests.Session.__init__(client)
        client.request = partial(client.request, timeout=self.time_out, allow_redirects=False)
        values = {
            "client_id": app.client_id, "client_secret": app.client_secret, "redirect_uri": app.redirect,
            "environment": app.environment, "auth_endpoint": app.authorization, "token_endpoint": app.token,
            "revoke_endpoint": app.revocation,
        }  # fmt: skip
        for name in ("state_token", "realm_id", "access_token", "refresh_token", "expires_in", "id_token"):
            values.setdefault(name, "")
        client.__dict__.update(values, x_refresh_token_expires_in=0)
        return client

    def _ask(self, app: App, ask: Callable[[], object], refused: DeskhandError) -> None:
        """Ask, and raise an error in our words: Intuit's error holds the whole answer."""
        import requests
        from intuitlib.exceptions import AuthClientError

        try:
            ask()
        except AuthClientError as error:
            if error.status_code == 400 and b"invalid_grant" in error.content:
                raise refused from None
            if error.status_code in {400, 401, 403}:
                raise BadConfiguration(
                    "QuickBooks did not take the app's keys (client id and secret, or its redirect address). Compare "
                    "them with the app's page at Intuit and connect again: deskhand connect quickbooks"
                ) from None
            raise OutsideUnavailable(
                f"Intuit's sign-in could not answer (HTTP {error.status_code})."
            ) from None
        except (requests.RequestException, ValueError):
            raise OutsideUnavailable(UNREACHABLE.get(app.environment, CHECK_CONNECTION)) from None

    def _kept(self, client: Any, app: App) -> dict[str, Any]:
        """Return the part of a sign-in that is kept, sealed."""
        now = self.machine.now()
        return {
            "access_token": client.access_token,
            "refresh_token": client.refresh_token,
            "ends": (now + timedelta(seconds=int(client.expires_in or 3600))).timestamp(),
            "refresh_ends": (
                now + timedelta(seconds=int(client.x_refresh_token_expires_in or 0))
            ).timestamp(),
            "app": asdict(app),
        }
