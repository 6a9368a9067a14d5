"""Words of everyday English: what is one of them and written small is no name that nobody has heard of."""

from functools import cache
from pathlib import Path

from schemas.keys import words

ALSO_NAMES = frozenset(
    words(
        "mark bill will frank grant rose may june april august drew pat art jack sue chase dean rich ray grace hope joy "
        "dawn summer autumn rusty dusty wade ward lane carter baker cook price stone wells brook brooks hill wood woods "
        "field rivers banks penny bob rob nick josh skip chip gene dale glen heath cliff day hall page park parks rice "
        "glass cross church young long short black white green brown gray king knight bishop mason hunter parker porter "
        "cooper turner walker fisher marsh reed root bell ball bond cash fox wolf snow frost winter noble love best rush "
        "pace lee mercer miller smith taylor faith ivy lily daisy violet iris olive ruby pearl amber crystal duke earl "
        "guy miles victor sandy stormy sunny ginger candy cherry holly hazel heather robin jay wren moss fern berry bean "
        "bush branch beach bridge ford mill street house castle steel keys locke grove power powers fields waters poole "
        "law weeks case major minor sharp strong wise swift hardy good goodman newman free freeman"
    )
)
"""Names that are words too: they name somebody only where the words around them say so."""


@cache
def english_words() -> frozenset[str]:
    """Read the list that lies beside this file, once."""
    text = (Path(__file__).parent / "english.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split()) | ALSO_NAMES
