"""The likely doubles of the last search that still stand, and why."""

from dataclasses import dataclass

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import LifecycleStage
from schemas.records import Contact, DuplicateSearch, LikelyDouble
from tools import wording
from tools.desk import Desk
from tools.duplicates.kept_apart import called_two_people
from tools.duplicates.merging import details_of
from tools.matters import people
from tools.registry import tool

MOST_SHOWN = 50


@dataclass(frozen=True)
class Double:
    """Two surviving records that are likely one person's; `keep_id` is the one to stay."""

    keep_id: str
    other_id: str
    score: int
    reasons: list[str]


def last_search(desk: Desk) -> DuplicateSearch | None:
    """Return the last search, finished or not."""
    newest = select(DuplicateSearch).order_by(
        col(DuplicateSearch.started_at).desc(), col(DuplicateSearch.search_id).desc()
    )
    return desk.session.exec(newest.limit(1)).first()


def likely_doubles(desk: Desk, search: DuplicateSearch) -> list[Double]:
    """Return the likely doubles of a search that still stand, the likeliest first: not merged, not called two
    people since.
    """
    apart = called_two_people(desk)
    rows = (
        select(LikelyDouble)
        .where(col(LikelyDouble.search_id) == search.search_id)
        .order_by(col(LikelyDouble.score).desc(), col(LikelyDouble.double_id))
    )
    found = []
    for row in desk.session.exec(rows):
        pair = [desk.session.get_one(Contact, (desk.business_id, one)) for one in (row.one_id, row.other_id)]
        gone = any(one.merged_into_id is not None or one.voided_at is not None for one in pair)
        if not gone and frozenset((row.one_id, row.other_id)) not in apart:
            keep, other = sorted(pair, key=_stays_first)
            found.append(Double(keep.contact_id, other.contact_id, row.score, row.reasons))
    return found


def _stays_first(contact: Contact) -> tuple[bool, bool, bool, str]:
    """Return a sort key: a customer in the books stays rather than one who is not, then a standing one, then
    the older.
    """
    return (
        contact.quickbooks_customer_id is None,
        contact.lifecycle_stage == LifecycleStage.PROSPECT,
        contact.archived_at is not None,
        str(contact.created_at),
    )


@tool(Effect.READ)
def list_duplicates(desk: Desk) -> Answer:
    """People who are likely on record twice, as the last search found them, with the reasons."""
    search = last_search(desk)
    if search is None:
        return Answer(
            text="Nobody has looked for doubles yet. To look: deskhand duplicates.", data={"duplicates": []}
        )
    found = likely_doubles(desk, search)
    when = wording.ago(desk.day_of(search.started_at), desk.today())
    rest = "" if search.finished_at else " It was not finished; deskhand duplicates goes on with it."
    head = f"{wording.count(len(found), 'likely double').capitalize()}, searched {when}.{rest}"
    return Answer(
        text="\n".join([head, *(f"— {_line(desk, one)}" for one in found[:MOST_SHOWN])]),
        data={
            "duplicates": [double_data(desk, one) for one in found[:MOST_SHOWN]],
            "found": len(found),
            "finished": search.finished_at is not None,
        },
    )


def _line(desk: Desk, double: Double) -> str:
    keep, other = (people.by_id(desk, one) for one in (double.keep_id, double.other_id))
    pair = f"{details_of(desk, keep)} / {details_of(desk, other)}"
    return f"{pair} ({wording.listed(double.reasons)}; {double.score} of 100)"


def double_data(desk: Desk, double: Double) -> dict[str, object]:
    """Return a likely double as data for programs."""
    return {
        "keep": double.keep_id,
        "other": double.other_id,
        "names": [people.name_of_id(desk, one) for one in (double.keep_id, double.other_id)],
        "score": double.score,
        "reasons": double.reasons,
    }
