"""One unit of work in several threads: each has a transaction of its own, and none sees another's open one."""

from threading import Barrier, Thread

import pytest
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.errors import Bug
from schemas.records import Counter

pytestmark = pytest.mark.databases


def test_each_thread_has_a_transaction_of_its_own(office: Office) -> None:
    unit = office.desk("cli").unit
    with unit.writing() as session:
        session.add(Counter(business_id=unit.business_id, name="kept", value=0))
    both, problems = Barrier(2), []

    def count(times: int) -> None:
        try:
            both.wait(30)
            for _ in range(times):
                with unit.writing() as own:
                    row = own.exec(select(Counter).where(Counter.name == "kept")).one()
                    row.value += 1
        except BaseException as error:
            problems.append(error)

    threads = [Thread(target=count, args=(20,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    with unit.reading() as session:
        assert session.exec(select(Counter).where(Counter.name == "kept")).one().value == 40


def test_a_thread_that_has_opened_nothing_has_no_session(sqlite_office: Office) -> None:
    unit, seen = sqlite_office.desk("cli").unit, []
    with unit.reading():
        thread = Thread(target=lambda: seen.append(unit.is_open))
        thread.start()
        thread.join(30)
    assert seen == [False]
    with pytest.raises(Bug, match="outside of a transaction"):
        _ = unit.session
