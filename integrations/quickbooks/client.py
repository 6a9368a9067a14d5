"""The client library (python-quickbooks) for the connected company: one call at a time, the sign-in renewed when it ends."""

from collections.abc import Callable
from typing import Any, TypeVar

from integrations.connections import Account, Connections
from integrations.quickbooks.faults import told
from integrations.quickbooks.sign_in import SERVICE, App, SignIn
from integrations.quickbooks.wire import Fault, SignInExpired, Wire
from schemas.enums import ConnectionStatus
from schemas.errors import OutsideUnavailable, OutsideUncertain

MINOR_VERSION = 75
PRETENDED = {
    "practice": "a practice company on this machine: nothing reaches your real books",
    "sandbox": "a sandbox company at Intuit: nothing reaches your real books",
}
"""Environment → which company that is."""

T = TypeVar("T")

Ask = Callable[[Any], T]
"""Given the library's client, asks it once."""


class Client:
    """The client of the connected company.

    Args:
        connections: opens the place of the sealed token; for each use anew, because threads share a client.
        sign_in: renews it.
    """

    def __init__(self, connections: Callable[[], Connections], sign_in: SignIn) -> None:
        self.connections = connections
        self.sign_in = sign_in

    def app(self) -> App:
        """Return the app and company as connected.

        Raises:
            NotConnected: there is none.
        """
        return App(**self.connections().account(SERVICE).token["app"])

    def prefix(self) -> str:
        """Return the prefix for numbers of a practice company, so that they never count in the real books."""
        row = self.connections().row(SERVICE)
        if row is None or row.status == ConnectionStatus.REMOVED:
            return ""
        return next((f"{one}-" for one in PRETENDED if one in row.scopes), "")

    def ask(self, tried: str, ask: Ask[T]) -> T:
        """Ask with a valid sign-in; once more if QuickBooks says that it had ended.

        Args:
            tried: what is tried, as the beginning of a sentence.
            ask: sends one request.

        Raises:
            NotConnected: not connected, or the consent has ended.
            OutsideError: one of its leaves.
        """
        from quickbooks.exceptions import QuickbooksException

        account = self.connections().account(SERVICE)
        if self.sign_in.runs_out(account.token):
            account = self._renewed(account)
        try:
            try:
                return ask(self._library(account))
            except SignInExpired:
                return ask(self._library(self._renewed(account)))
        except SignInExpired:
            raise OutsideUnavailable(
                "QuickBooks does not take a sign-in that it has just renewed. Should that go on, connect it again: "
                "deskhand connect quickbooks"
            ) from None
        except (QuickbooksException, Fault) as error:
            raise told(error, tried) from None

    def read(self, tried: str, ask: Ask[T]) -> T:
        """Ask for what changes nothing there: a request that was lost can simply be made again.

        Raises:
            NotConnected, OutsideUnavailable, OutsideRefused.
        """
        try:
            return self.ask(tried, ask)
        except OutsideUncertain as error:
            raise OutsideUnavailable(error.message, error.wait_seconds) from None

    def _renewed(self, account: Account) -> Account:
        return self.connections().renew(account, self.sign_in.renewed)

    def _library(self, account: Account) -> Any:
        """Return the library's client with our session; made without `auth_client`, see
        `integrations/quickbooks/wire.py`.
        """
        from quickbooks.client import QuickBooks

        app = App(**account.token["app"])
        library = QuickBooks(company_id=account.account, minorversion=MINOR_VERSION)
        library.api_url_v3 = app.api
        library.session = Wire(account.token["access_token"], self.sign_in.time_out, app.environment)
        return library
