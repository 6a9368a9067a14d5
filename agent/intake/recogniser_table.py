"""The table of recognisers: what its files may say, read one entry at a time so that a mistake stops no other."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

BUILT_IN = Path(__file__).with_name("recognisers.yaml")
SLOTS = ("name", "phone", "email", "address", "title", "message", "wished", "skip")


class NoticeSource(StrEnum):
    """The origin of a recognised enquiry; the values of a lead's source (row C1)."""

    WEB_FORM = "web_form"
    PHONE_CALL = "phone_call"
    REFERRAL = "referral"
    OTHER = "other"


class FieldKind(StrEnum):
    """The kind of value that a label announces; `other` is known but of no use, and ends the value above it."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CITY = "city"
    MESSAGE = "message"
    TITLE = "title"
    WISHED = "wished"
    OTHER = "other"


def _check_pattern(pattern: str) -> str:
    text = pattern.removeprefix("^").removesuffix("$").strip()
    if len(text) < 3:
        raise ValueError(
            "write at least three characters besides ^ and $, so that it does not match everything"
        )
    if any(mark in text for mark in ("*", "\\", "[", "(?", "|")):
        raise ValueError(
            "write plain text (^ in front: the line begins so; $ behind: it ends so), not a regular expression"
        )
    return pattern.casefold()


def _check_template(template: str) -> str:
    rest = template
    seen: list[str] = []
    literal_before = bool(template) and not template.startswith("{")
    while "{" in rest:
        literal, _, rest = rest.partition("{")
        slot, closed, rest = rest.partition("}")
        if not closed or slot not in SLOTS:
            raise ValueError("in curly brackets, write one of " + ", ".join(SLOTS))
        if seen and not literal.strip():
            raise ValueError(
                "put some text between two bracketed words, so that one can tell where the first ends"
            )
        literal_before = literal_before or bool(literal.strip())
        seen.append(slot)
    if not seen or not (literal_before or rest.strip()):
        raise ValueError('write text around a bracketed word, such as "Missed call from {phone}"')
    return template


Pattern = Annotated[str, Field(max_length=200), AfterValidator(_check_pattern)]
Template = Annotated[str, Field(max_length=200), AfterValidator(_check_template)]
Phrase = Annotated[str, Field(min_length=2, max_length=100), AfterValidator(str.casefold)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Spot(_Strict):
    """One way to spot a notice: every condition that is given must hold; of a list, any one item does."""

    sender: tuple[Pattern, ...] = ()
    subject: tuple[Pattern, ...] = ()
    body: tuple[Pattern, ...] = ()
    and_body: tuple[Pattern, ...] = ()
    header: tuple[Phrase, ...] = ()
    labels: int = Field(default=0, ge=0, le=20)


class Recogniser(_Strict):
    """A recogniser: the marks of one kind of notice, and where the person is in it.

    `needs`: kinds that must have been found, else it is no such notice. `unless`: a mail that fits this is none.
    `read`: sentences of the subject or the body with the wanted words in curly brackets. `labels`: further labels.
    `card_after`: a line after which name, phone, e-mail and address stand without labels. `message_after`: a line
    after which the message begins; `message_is_rest`: without any such sign all the text is it; `wordless`: the
    person said nothing, the text is the machine's. `until`: where the message and the card end. `caller_id`: names
    come from a telephone network.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,60}$")]
    what: Annotated[str, Field(min_length=5, max_length=200)]
    source: NoticeSource
    when: Annotated[tuple[Spot, ...], Field(min_length=1)]
    unless: tuple[Spot, ...] = ()
    needs: tuple[FieldKind, ...] = ()
    read: tuple[Template, ...] = ()
    labels: dict[FieldKind, tuple[Phrase, ...]] = Field(default_factory=dict)
    card_after: tuple[Pattern, ...] = ()
    message_after: tuple[Pattern, ...] = ()
    message_is_rest: bool = False
    wordless: bool = False
    caller_id: bool = False
    until: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a table's file: what, where, and what would be right."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class RecogniserTable:
    """The recognisers in the order they are tried, and the mistakes of those that were left out."""

    recognisers: tuple[Recogniser, ...]
    mistakes: tuple[Mistake, ...]


def load_table(own_files: tuple[Path, ...] = ()) -> RecogniserTable:
    """Return the owner's recognisers, then the built-in ones; a file or entry with a mistake is left out and
    reported.

    Args:
        own_files: further YAML files of the same form as `recognisers.yaml`.
    """
    recognisers: list[Recogniser] = []
    mistakes: list[Mistake] = []
    first_seen: dict[str, str] = {}
    for path in (*own_files, BUILT_IN):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            mistakes.append(Mistake(path.name, 1, f"cannot be read ({error}); it must be a UTF-8 text file"))
            continue
        found, wrong = read_table(text, path.name)
        mistakes.extend(wrong)
        for line, recogniser in found:
            place = f"{path.name}:{line}"
            if recogniser.name in first_seen:
                text = (
                    f"the name {recogniser.name!r} is taken by {first_seen[recogniser.name]}; choose another"
                )
                mistakes.append(Mistake(path.name, line, text))
                continue
            first_seen[recogniser.name] = place
            recognisers.append(recogniser)
    return RecogniserTable(tuple(recognisers), tuple(mistakes))


@lru_cache(maxsize=16)
def read_table(text: str, file: str) -> tuple[tuple[tuple[int, Recogniser], ...], tuple[Mistake, ...]]:
    """Return (line, recogniser) of each good entry, and a mistake for each bad one; cached, since they can't be changed.

    Args:
        text: the YAML, a mapping with the one key `recognisers`, a list.
        file: the name to report mistakes under.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_aliases(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = getattr(error, "problem", None) or str(error)
        said = f"this is no valid YAML ({problem}); compare it with the built-in table"
        return (), (Mistake(file, line, said),)
    if root is None:
        return (), ()
    entries = _entries(root)
    if entries is None:
        said = 'the file must have one key, "recognisers:", with a list'
        return (), (Mistake(file, root.start_mark.line + 1, said),)
    good: list[tuple[int, Recogniser]] = []
    wrong: list[Mistake] = []
    for node in entries:
        try:
            good.append((node.start_mark.line + 1, Recogniser.model_validate(_plain(node))))
        except ValidationError as error:
            wrong.extend(_mistakes(error, node, file))
        except yaml.YAMLError as error:
            wrong.append(Mistake(file, node.start_mark.line + 1, f"cannot be read: {error}"))
    return tuple(good), tuple(wrong)


def _refuse_aliases(text: str) -> None:
    """Refuse YAML aliases: with them a small file could become enormous."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"write the text out instead of *{event.anchor}")


def _entries(root: yaml.Node) -> list[yaml.Node] | None:
    if not isinstance(root, yaml.MappingNode) or len(root.value) != 1:
        return None
    key, value = root.value[0]
    if key.value != "recognisers" or not isinstance(value, yaml.SequenceNode):
        return None
    return list(value.value)


def _plain(node: yaml.Node) -> object:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _mistakes(error: ValidationError, node: yaml.Node, file: str) -> list[Mistake]:
    found = []
    for detail in error.errors(include_url=False, include_context=False):
        location = detail["loc"]
        where = ".".join(str(part) for part in location) or "entry"
        if detail["type"] == "extra_forbidden":
            text = f"the key {location[-1]!r} is not known here; known are {', '.join(_known_keys(location))}"
        else:
            text = f"{where}: {detail['msg'].removeprefix('Value error, ')}"
        found.append(Mistake(file, _line_of(node, location), text))
    return found


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    model = Spot if location[0] in ("when", "unless") and len(location) > 1 else Recogniser
    return list(model.model_fields)


def _line_of(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    line = node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            match = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if match is None:
                return line
            line, node = match[0].start_mark.line + 1, match[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line
