"""Words of an answer: agreement, the lack of one, all of several, and what joins it to another request."""

import re

from schemas.keys import fold, words

ALL_OF_THEM = frozenset(
    {
        "both",
        "both of them",
        "all",
        "all of them",
        "all three",
        "them all",
        "all done",
        "both done",
        "both are",
    }
)
MOST_AT_ONCE = 4
NEW_ONE = frozenset({"new", "new one", "someone new", "somebody else", "someone else", "neither", "none"})
ACCEPTING = frozenset(
    {
        "yes",
        "y",
        "ya",
        "yea",
        "yup",
        "yep",
        "yeah",
        "sure",
        "ok",
        "okay",
        "please",
        "yes please",
        "do it",
        "please do",
        "go ahead",
    }
)
AGREED = frozenset(
    {
        *("add", "add her", "add him", "add them", "yes add her", "yes add him", "yes add them", "add it"),
        *("somebody new", "someone new", "a new customer", "new customer", "a new one"),
    }
)
AGREEING = re.compile(r"^(?:(?:yes|y|ya|yea|yep|yeah|yup|sure|ok|okay|please|go ahead and|and|then)\s+)+")
OF_THE_QUESTION = frozenset(["it", "that", "them", "him", "her", "one", "please", "do", "the", "a"])
MOST_OF_A_YES = 6
MOST_WORDS = 8
"""Words of an answer whether to add somebody; what is longer is a request of its own."""
WITHOUT_IT = re.compile(
    r"^(?:(?:no|well|just|sorry)[\s,]+)?(?:i )?(?:(?:don['’]?t|do not) (?:have|know|got)\b[\w\s]*|"
    r"no (?:number|phone|idea|clue|reason|e-?mail)\b[\w\s]*|(?:it )?does(?:n['’]?t| not) matter|unknown|dunno|skip the \w+|"
    r"without(?: it| one| the number| a number)?|n/?a)[.!\s]*$",
    re.IGNORECASE,
)
"""Ways to say that there is nothing to answer, and that what waits is wanted all the same."""
MOST_TO_PASS = 5
"""Words of such a message; what is longer tells something."""
SKIPPING = frozenset(
    {"skip it", "skip that", "nothing", "none", "not yet", "thats all", "thats it", "nothing else"}
)
"""Further ones, where the request itself was said and not offered."""
JOINT = re.compile(
    r"\s*[,;.!]\s+(?:(?:and|also|then|oh)\s+)*|\s+(?:and|also|then|plus)\s+(?:(?:also|then)\s+)*",
    re.IGNORECASE,
)
MOST_CUTS = 4
ONLY_OPENING = frozenset({"ok", "okay", "sure", "please", "no", "well"})
"""Words that open a request, and agree to nothing where one follows."""


def accepts(said: str, asked: str) -> bool:
    """Return whether a message agrees to a question: with a listed word, or with a yes that says nothing but what was asked
    ("yeah open it", "yes add him, carl").

    Args:
        said: the message.
        asked: the words of the question.
    """
    plain = fold(said)
    if plain in ACCEPTING:
        return True
    behind = AGREEING.sub("", f"{plain} ").split()
    short = len(behind) < len(plain.split()) <= MOST_OF_A_YES
    return short and set(behind) <= OF_THE_QUESTION | set(words(asked))
