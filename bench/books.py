"""The cost of a customer in QuickBooks on our side: the look and the card, the yes and the create, and the requests made.

Against the practice company over HTTP on loopback, its limits lifted; Intuit's own time comes on top.
"""

import argparse
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from integrations.quickbooks.sandbox.server import Sandbox
from schemas.effects import Call, Card

NO_LIMIT = 1_000_000


def opened(home: Path, sandbox: Sandbox) -> Office:
    environment = {"DESKHAND_HOME": str(home)}
    set_up(NewBusiness(name="Bench", time_zone="America/Chicago"), environment=environment)
    office = open_office(environment=environment)
    office.quickbooks.connecting().try_practice(sandbox.base)
    return office


def card_of(office: Office, number: int) -> tuple[Card, float]:
    desk = office.desk("cli")
    person = {"first_name": f"Pat{number}", "last_name": "Bench", "email": f"pat{number}@example.com"}
    added = office.gate.submit(desk, Call(tool="add_contact", arguments=person)).result
    assert added is not None
    asked = Call(tool="create_quickbooks_customer", arguments={"contact": added.data["contact_id"]})
    start = time.perf_counter()
    card = office.gate.submit(desk, asked).card
    assert card is not None
    return card, time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the medians and the requests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100)
    customers = parser.parse_args(arguments).customers
    with tempfile.TemporaryDirectory() as home:
        sandbox = Sandbox().start()
        sandbox.throttle.a_minute = sandbox.throttle.batches_a_minute = NO_LIMIT
        office = opened(Path(home), sandbox)
        looks, creates = [], []
        for number in range(customers):
            card, took = card_of(office, number)
            looks.append(took)
            start = time.perf_counter()
            office.gate.decide(office.desk("cli"), card.approval, card.digest)
            creates.append(time.perf_counter() - start)
        requests = Counter(one.path.rpartition("/")[2] for one in sandbox.requests if "/v3/" in one.path)
        made = len(sandbox.company.of("Customer"))
        office.close()
        sandbox.stop()
    print(f"{made} customers of {customers} proposed and approved")
    for what, times in (("look and card", looks), ("yes, create, link", creates)):
        slow = sorted(times)[int(len(times) * 0.95)]
        print(f"{what:18} median {statistics.median(times) * 1000:6.1f} ms   p95 {slow * 1000:6.1f} ms")
    print(f"requests: {requests['batch']} looks, {requests['customer']} creates, {requests.total()} in all")


if __name__ == "__main__":
    main()
