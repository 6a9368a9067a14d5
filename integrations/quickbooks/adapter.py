"""QuickBooks Online as our `BooksReader` and `BooksWriter`."""

import json
from collections.abc import Sequence
from typing import Any

from integrations.quickbooks.client import PRETENDED, Client
from integrations.quickbooks.entities import body_of, changes_of, in_books, number_there
from integrations.quickbooks.look_up import batch_of, searches
from integrations.quickbooks.sign_in import SERVICE
from schemas.enums import ConnectionStatus
from schemas.ports import BooksLookUp, CustomerChange, EarlierAttempt, InBooks, NewCustomer, ReadBack


class QuickBooksReader:
    """Looks into the connected company.

    Args:
        client: asks it.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def connected(self) -> bool:
        """See `BooksReader.connected`; one whose consent has ended is not."""
        row = self.client.connections().row(SERVICE)
        return row is not None and row.status == ConnectionStatus.CONNECTED

    def company(self) -> str:
        """See `BooksReader.company`."""
        return PRETENDED.get(self.client.app().environment, "")

    def knows(self, customer_id: str) -> bool:
        """See `BooksReader.knows`."""
        prefix = self.client.prefix()
        if prefix:
            return customer_id.startswith(prefix)
        return not customer_id.startswith(tuple(f"{one}-" for one in PRETENDED))

    def find(self, names: Sequence[str], phone: str, email: str) -> BooksLookUp:
        """See `BooksReader.find`; one request."""
        asked = searches(names, phone, email)
        body = json.dumps(batch_of(asked))
        answer = self.client.read(
            "Looking for the customer in QuickBooks", lambda library: library.batch_operation(body)
        )
        prefix = self.client.prefix()
        found: dict[tuple[str, str], InBooks] = {}
        not_searched = []
        for item in answer["BatchItemResponse"]:
            search = asked[int(item["bId"])]
            if "QueryResponse" not in item:
                not_searched.append(f"{search.what} of {search.kind.lower()}s")
            for entity in item.get("QueryResponse", {}).get(search.kind, []):
                one = in_books(search.kind, entity, prefix)
                found[one.kind, one.id] = one
        return BooksLookUp(tuple(found.values()), tuple(not_searched))

    def customer(self, customer_id: str) -> InBooks:
        """See `BooksReader.customer`."""
        answer = self.client.read(
            f"Reading customer {customer_id} in QuickBooks",
            lambda library: library.get_single_object("Customer", pk=number_there(customer_id)),
        )
        return in_books("Customer", answer["Customer"], self.client.prefix())

    def created(self, customer: NewCustomer) -> EarlierAttempt:
        """See `BooksReader.created`.

        A name is there once, so the customer with it and every other value is the one that was sent. Where anything differs
        it is somebody else, or was changed since: then the create is repeated under its key, which changes nothing there.
        """
        wanted = in_books("Customer", {"Id": "", **body_of(customer)}, "")
        for one in self.find([customer.display_name], "", "").found:
            same = (one.name, one.company, one.phone, one.email, one.address) == (
                wanted.name, wanted.company, wanted.phone, wanted.email, wanted.address,
            )  # fmt: skip
            if same and one.kind == "customer" and one.active:
                return EarlierAttempt(ReadBack.DONE, {"id": one.id})
        return EarlierAttempt(ReadBack.NOT_DONE)

    def changed(self, change: CustomerChange) -> EarlierAttempt:
        """See `BooksReader.changed`."""
        now = self.customer(change.id)
        pairs = ((change.phone, now.phone), (change.email, now.email), (change.address, now.address))
        done = all(wanted is None or wanted == found for wanted, found in pairs)
        return EarlierAttempt(ReadBack.DONE if done else ReadBack.NOT_DONE, {"id": now.id} if done else {})


class QuickBooksWriter:
    """Writes to the connected company; each write carries Intuit's `requestid`, made of the effect key.

    Intuit (blog of 2015-04-06, "Request ID update"): a second request with the same id is not carried out again, it gets
    the answer of the first; at most 50 characters. An effect key has 36.

    Args:
        client: asks it.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def create_customer(self, customer: NewCustomer, effect_key: str) -> dict[str, Any]:
        """See `BooksWriter.create_customer`. The answer holds the id: nothing is read afterwards."""
        body = json.dumps(body_of(customer))
        answer = self.client.ask(
            f"Creating {customer.display_name} in QuickBooks",
            lambda library: library.create_object("Customer", body, request_id=effect_key),
        )
        return {"id": f"{self.client.prefix()}{answer['Customer']['Id']}"}

    def change_customer(self, change: CustomerChange, effect_key: str) -> dict[str, Any]:
        """See `BooksWriter.change_customer`."""
        body = json.dumps(changes_of(change))
        answer = self.client.ask(
            f"Changing customer {change.id} in QuickBooks",
            lambda library: library.update_object("Customer", body, request_id=effect_key),
        )
        return {"id": f"{self.client.prefix()}{answer['Customer']['Id']}"}
