"""Checks that a value follows from the sentence that it is said to come from, and the sentence from the mail.

What a language model copies out of a mail is taken only where this says so: nothing that the mail does not hold gets on record.
"""

import re
from datetime import date

from agent.intake.extract.names import tidy_name
from agent.intake.extract.wished import could_mean
from agent.intake.words import words

_SAME = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
    }
)
_EDGES = " \t\n\"'.…"
_WORD = re.compile(r"[^\W_]+")
_STEM = 4
_GREETING = (
    r"(?:hi|hello|hey|dear|good morning|good afternoon|good evening|hola|buenas|hallo|liebe|lieber|guten tag|bonjour|"
    r"dzień dobry)[ ,]{1,2}"
)
_FARTHEST_DAYS = 366
_LABELS = words("city town state zip postal code")
_SMALL_WORDS = words("the a an of in at on to and or for my our your with is are it its please need needs")


def plain(text: str) -> str:
    """Return text in the form to compare by: one kind of quotes, dashes and spaces, no capitals."""
    return " ".join(text.translate(_SAME).casefold().split())


def stands_in(sentence: str, text: str) -> bool:
    """Return whether a text holds a sentence, whatever its line ends and kinds of quotes are."""
    wanted = plain(sentence).strip(_EDGES)
    return bool(wanted) and wanted in plain(text)


def name_in(name: str, sentence: str) -> bool:
    """Return whether every word of a name stands in the sentence, which does not greet somebody by it."""
    wanted = [word.strip(".") for word in plain(tidy_name(name)).replace("-", " ").split()]
    said = {word.strip(".") for word in re.findall(r"[\w'.]+", plain(sentence).replace("-", " "))}
    if not wanted or not set(wanted) <= said:
        return False
    greeted = re.search(_GREETING + re.escape(wanted[0]) + r"(?![\w'])(?! \S* ?here\b)", plain(sentence))
    return greeted is None


def email_in(address: str, sentence: str) -> bool:
    """Return whether an address stands in the sentence, whole."""
    pattern = r"(?<![\w.+\-@])" + re.escape(address.casefold()) + r"(?![\w@]|[.\-]\w)"
    return re.search(pattern, sentence.casefold()) is not None


def address_in(address: str, sentence: str) -> bool:
    """Return whether the words of a street address, one of them a number, stand in the sentence one after the
    other.

    A form's labels between them ("City:") don't count.
    """
    wanted, said = ([word for word in words_of(text) if word not in _LABELS] for text in (address, sentence))
    if not any(any(map(str.isdigit, word)) for word in wanted) or not any(word.isalpha() for word in wanted):
        return False
    return any(said[first : first + len(wanted)] == wanted for first in range(len(said) - len(wanted) + 1))


def title_in(title: str, sentence: str) -> bool:
    """Return whether every telling word of a title stands in the sentence, in whatever form ("leaks",
    "leaking").
    """
    telling = [word for word in words_of(title) if word not in _SMALL_WORDS]
    said = words_of(sentence)
    stems = {word[:_STEM] for word in said}
    return any(len(word) >= _STEM for word in telling) and all(
        word[:_STEM] in stems if len(word) >= _STEM else word in said for word in telling
    )


def day_in(day: date, sentence: str, sent: date, region: str) -> bool:
    """Return whether the sentence names the day, and the day is still to come and not far off."""
    return 0 <= (day - sent).days <= _FARTHEST_DAYS and could_mean(sentence, day, sent, region)


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text, to compare by."""
    return _WORD.findall(plain(text))
