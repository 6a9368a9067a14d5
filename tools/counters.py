"""Running numbers of a business; taken inside the writing transaction, so two never get the same."""

from schemas.records import Counter
from tools.desk import Desk


def next_number(desk: Desk, name: str) -> int:
    """Return the next value of a named counter, from 1."""
    counter = desk.session.get(Counter, (desk.business_id, name))
    if counter is None:
        counter = Counter(business_id=desk.business_id, name=name, value=0)
        desk.session.add(counter)
    counter.value += 1
    return counter.value
