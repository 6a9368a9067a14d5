"""The titles that a given name contradicts: "Mrs. Price" is hardly Bill Price."""

from schemas.keys import words
from tools.matters.first_names import may_be_one

WOMEN = frozenset(
    words(
        "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley "
        "kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy "
        "kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine debra rachel carolyn janet "
        "maria catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn judith "
        "andrea hannah megan cheryl jacqueline martha teresa gloria sara janice ann kathryn abigail sophia frances jean "
        "alice judy isabella julia grace amber denise danielle marilyn beverly charlotte theresa diana natalie rose ana sue "
        "claire helen ellen irene nora lucy sofia rosa carmen elena june april eileen wendy tina rita paula peggy edith norma"
    )
)
MEN = frozenset(
    words(
        "james robert john michael david william richard joseph thomas charles christopher daniel matthew anthony mark "
        "donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary "
        "nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick raymond "
        "jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle ethan walter noah jeremy christian "
        "keith roger terry sean gerald carl dylan harold jordan jesse bryan lawrence arthur gabriel bruce logan juan albert "
        "willie elijah wayne randy vincent mason roy ralph bobby russell bradley philip eugene luis carlos mario pedro jorge "
        "miguel earl ray bill bob jim tom joe dan mike steve"
    )
)
"""Given names that are, with few exceptions, a woman's or a man's; of all others a title says nothing."""


def may_be_addressed(title: str, given: str) -> bool:
    """Return whether somebody of a given name may have a title; both folded.

    Args:
        title: mr, mrs, ms, miss or mx.
        given: as on record; may be empty.
    """
    first = given.split(" ", maxsplit=1)[0]
    if title == "mx" or not first:
        return True
    others = WOMEN if title == "mr" else MEN
    own = MEN if title == "mr" else WOMEN
    of_others = first in others or any(may_be_one(first, one) for one in others)
    return not of_others or first in own or any(may_be_one(first, one) for one in own)
