"""The practice company's answer to one request, apart from HTTP: signing in, entities, queries, batches, replays."""

import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from integrations.quickbooks.sandbox.company import KINDS, Company
from integrations.quickbooks.sandbox.refusals import Refusal, not_found, not_signed_in
from integrations.quickbooks.sandbox.sign_in import SignIn

REALM = "practice"
MOST_IN_A_BATCH = 30
LONGEST_REQUEST_ID = 50


@dataclass(frozen=True)
class Request:
    """One request, read."""

    method: str
    target: str
    authorization: str
    body: str

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass(frozen=True)
class Answered:
    """One answer: an HTTP status and JSON, or the address that the browser is sent to."""

    status: int
    content: dict[str, Any]
    location: str = ""


class Answers:
    """Holds the company and the sign-in, and changes them under one lock.

    Args:
        company: the books.
        sign_in: codes and tokens.
        replays: what was answered to each `requestid`.
        keep: called after every change.
    """

    def __init__(
        self,
        company: Company,
        sign_in: SignIn,
        replays: dict[str, dict[str, Any]],
        keep: Callable[[], None],
    ) -> None:
        self.company = company
        self.sign_in = sign_in
        self.replays = replays
        self.keep = keep
        self.consents = True
        self.lock = threading.RLock()

    def to(self, request: Request, base: str) -> Answered:
        """Return the answer to a request.

        Args:
            request: read.
            base: the address of this server.
        """
        with self.lock:
            try:
                if request.path.startswith("/v3/company/"):
                    return Answered(200, self._of_company(request))
                return self._of_sign_in(request, base)
            except Refusal as refusal:
                return Answered(refusal.status, {"Fault": refusal.fault()})

    def _of_sign_in(self, request: Request, base: str) -> Answered:
        if request.path == "/.well-known/openid_configuration":
            return Answered(200, _discovery(base))
        if request.path == "/":
            return Answered(200, {"practice company": True, "process": os.getpid()})
        if request.path == "/connect/authorize":
            return self._consent(request.query)
        form = {key: values[0] for key, values in parse_qs(request.body).items()}
        if request.path == "/tokens/bearer":
            tokens = self.sign_in.exchanged(form) if request.authorization.startswith("Basic ") else None
            self.keep()
            if tokens is None:
                told = {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"}
                return Answered(400, told)
            return Answered(200, tokens)
        if request.path == "/tokens/revoke":
            self.sign_in.revoke(str(json.loads(request.body or "{}").get("token", "")))
            self.keep()
            return Answered(200, {})
        raise not_found()

    def _consent(self, asked: dict[str, str]) -> Answered:
        redirect, state = asked.get("redirect_uri", ""), asked.get("state", "")
        if self.consents:
            given = {"code": self.sign_in.code_for(redirect), "state": state, "realmId": REALM}
        else:
            given = {"error": "access_denied", "state": state}
        return Answered(302, {}, f"{redirect}?{urlencode(given)}")

    def _of_company(self, request: Request) -> dict[str, Any]:
        if not self.sign_in.lets_in(request.authorization.removeprefix("Bearer ")):
            raise not_signed_in()
        _, _, _, realm, *rest = request.path.split("/")
        if realm != REALM:
            raise Refusal(
                "3100", "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403", "", 403
            )
        request_id = request.query.get("requestid", "")
        if len(request_id) > LONGEST_REQUEST_ID:
            raise Refusal("2050", "String length is either shorter or longer than supported", "requestid")
        if request_id in self.replays:
            return self.replays[request_id]
        answer = self._done(request, rest)
        if request_id:
            self.replays[request_id] = answer
        if request.method == "POST" and rest[0] not in {"query", "batch"}:
            self.keep()
        return answer

    def _done(self, request: Request, rest: list[str]) -> dict[str, Any]:
        match [request.method, *rest]:
            case ["POST", "query"]:
                return {"QueryResponse": self.company.query(request.body)}
            case ["GET", "query"]:
                return {"QueryResponse": self.company.query(request.query.get("query", ""))}
            case ["POST", "batch"]:
                return {"BatchItemResponse": self._batch(json.loads(request.body)["BatchItemRequest"])}
            case ["GET", "companyinfo", _]:
                return {"CompanyInfo": {"CompanyName": "Practice company", "Id": "1"}}
            case ["GET", kind, number]:
                return {_kind_of(kind): self.company.get(_kind_of(kind), number)}
            case ["POST", kind]:
                body = json.loads(request.body)
                act = self.company.change if body.get("Id") else self.company.add
                return {_kind_of(kind): act(_kind_of(kind), body)}
            case _:
                raise not_found()

    def _batch(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(items) > MOST_IN_A_BATCH:
            raise Refusal("1040", "Maximum number of items in a batch exceeded", "The maximum is 30")
        answered = []
        for item in items:
            try:
                answered.append({"bId": item["bId"], "QueryResponse": self.company.query(item["Query"])})
            except Refusal as refusal:
                answered.append({"bId": item["bId"], "Fault": refusal.fault()})
        return answered


def _kind_of(path: str) -> str:
    return next((kind for kind in KINDS if kind.lower() == path.lower()), path)


def _discovery(base: str) -> dict[str, Any]:
    """Return the document that names the addresses of the sign-in, as OpenID Connect Discovery has it."""
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/connect/authorize",
        "token_endpoint": f"{base}/tokens/bearer",
        "userinfo_endpoint": f"{base}/userinfo",
        "revocation_endpoint": f"{base}/tokens/revoke",
        "jwks_uri": f"{base}/jwks",
    }
