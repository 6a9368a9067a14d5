"""The transport under Google's client: every request signed in, tried once, and given up after a time.

Google's own default (httplib2) sends a request again by itself when a kept connection turns out to be dead, also one that
makes something; it must be known here how often a draft was made, so requests are sent over `requests`, which doesn't.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from integrations.connections import Account, Connections, ConsentLost
from integrations.gmail import consent
from integrations.gmail.service import SERVICE
from schemas.identity import Clock

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0


class SignedIn:
    """A stand-in for `httplib2.Http`, of which `googleapiclient` calls `request` and `close`.

    Args:
        connections: where the token is.
        clock: the machine's, to know when a token has run out.
        seconds: how long to wait for an answer.
    """

    def __init__(self, connections: Connections, clock: Clock, seconds: float = READ_SECONDS) -> None:
        self.connections = connections
        self.clock = clock
        self.seconds = seconds

    @cached_property
    def _session(self) -> Any:
        """Return the session, which keeps connections open between requests."""
        import requests

        return requests.Session()

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_unused: Any,
    ) -> tuple[Any, bytes]:
        """Send one request, in the form that `googleapiclient` expects; a token that has run out is renewed first.

        Raises:
            NotConnected: the owner has to connect Gmail (again).
            requests.RequestException: no answer came.
        """
        import httplib2

        account = self._account()
        response = self._once(account, uri, method, body, headers)
        if response.status_code == 401:
            account = self._renewed(account)
            response = self._once(account, uri, method, body, headers)
            if response.status_code == 401:
                problem = consent.lost(account.account)
                self.connections.lose(SERVICE, problem)
                raise ConsentLost(problem)
        values = {name.lower(): value for name, value in response.headers.items()}
        answer = httplib2.Response({**values, "status": str(response.status_code)})
        answer.reason = response.reason or ""
        return answer, response.content

    def close(self) -> None:
        """Close kept connections."""
        self._session.close()

    def _account(self) -> Account:
        account = self.connections.account(SERVICE)
        return self._renewed(account) if consent.has_run_out(account.token, self.clock.now()) else account

    def _renewed(self, account: Account) -> Account:
        return self.connections.renew(account, lambda token: consent.renewed(token, account.account))

    def _once(
        self,
        account: Account,
        uri: str,
        method: str,
        body: str | bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Any:
        def sign(request: Any) -> Any:
            request.headers["Authorization"] = f"Bearer {account.token['access_token']}"
            return request

        return self._session.request(
            method,
            uri,
            data=body,
            headers=dict(headers or {}),
            auth=sign,
            timeout=(CONNECT_SECONDS, self.seconds),
            allow_redirects=False,
        )
