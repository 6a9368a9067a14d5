"""The loaded procedures together: layered by `extends`, checked against the tools, routed by trigger."""

from collections.abc import Collection
from functools import cached_property

from agent.procedures.load import Mistake, Procedure, line_of
from schemas.keys import fold
from schemas.procedure import FrontMatter


class Library:
    """Procedures that fit together; those that don't are left out, with the reason.

    Args:
        procedures: as loaded, ours first; of several of one name the last that is right is taken.
        tools: names of the tools there are.
        mistakes: found while loading.
        trade: the business's own; a procedure for other trades is left out. Every one is kept if empty.
    """

    def __init__(
        self, procedures: list[Procedure], tools: Collection[str], mistakes: list[Mistake], trade: str = ""
    ) -> None:
        self.mistakes = list(mistakes)
        if trade:
            procedures = [
                one
                for one in procedures
                if not one.front.trades or fold(trade) in map(fold, one.front.trades)
            ]
        names = {procedure.front.name for procedure in procedures}
        right: dict[str, Procedure] = {}
        for procedure in procedures:
            found = check(procedure, names, tools)
            self.mistakes += found
            if not found:
                right[procedure.front.name] = procedure
        self.procedures = list(right.values())

    def find(self, name: str) -> Procedure | None:
        return next((one for one in self.procedures if one.front.name == name), None)

    @property
    def layers(self) -> tuple[Procedure, ...]:
        """Return every procedure, the most specific first: what extends another comes before it."""
        return tuple(sorted(self.procedures, key=lambda one: (-self._depth(one.front), one.front.name)))

    @property
    def layered(self) -> list[FrontMatter]:
        """Return the front matter of every procedure, in the order of `layers`."""
        return [one.front for one in self.layers]

    def _depth(self, front: FrontMatter, seen: frozenset[str] = frozenset()) -> int:
        above = self.find(front.extends) if front.extends and front.name not in seen else None
        return 0 if above is None else 1 + self._depth(above.front, seen | {front.name})

    @property
    def tightened(self) -> frozenset[str]:
        """Return the tools with effect write that some procedure turned into asks; there is no way to loosen
        one.
        """
        return frozenset(name for one in self.procedures for name in one.front.tightens)

    def draft(self, name: str, tone: str = "") -> tuple[str, str] | None:
        """Return the subject and text of a draft, from the most specific procedure that has one.

        Within that procedure the variant for the tone, `<name>_<tone>`, comes before the draft itself: a trade's or an owner's
        own words are more to the point than a tone.
        """
        for front in self.layered:
            found = front.drafts.get(f"{name}_{tone}") or front.drafts.get(name)
            if found is not None:
                return found.subject, found.text
        return None

    def titles(self) -> dict[str, str]:
        """Return the titles by name of the procedures that have a text to read."""
        return {one.front.name: one.front.title for one in self.procedures if one.body.strip()}

    def text(self, name: str) -> str | None:
        """Return the body of a procedure, or None if there is none of that name."""
        found = self.find(name)
        return found.body if found is not None else None

    @property
    def draft_names(self) -> list[str]:
        """Return the names of the drafts, those of the most general procedures first."""
        return list(dict.fromkeys(name for front in reversed(self.layered) for name in front.drafts))

    @property
    def core(self) -> Procedure | None:
        """Return the procedure that every turn sees."""
        return self.find("crm")

    @property
    def always_offered(self) -> tuple[str, ...]:
        """Return the tools of the core, which every turn is offered."""
        return self.core.front.tools if self.core is not None else ()

    def met(self, text: str) -> list[Procedure]:
        """Return the procedures with a trigger word that a text holds, in the singular or the plural; those with most of them
        first.
        """
        said = f" {fold(text)} "
        counted = [(sum(_holds(said, word) for word in words), one) for words, one in self._triggers]
        return [one for number, one in sorted(counted, key=lambda each: -each[0]) if number]

    @cached_property
    def _triggers(self) -> list[tuple[list[str], Procedure]]:
        return [([fold(word) for word in one.front.triggers.keywords], one) for one in self.procedures]

    def after(self, tool: str) -> list[Procedure]:
        """Return the procedures with an event in which a tool is called: they say how it goes on from there."""
        return [one for one in self.procedures if any(tool in listed for listed in one.front.events.values())]

    def at(self, event: str) -> list[Procedure]:
        """Return the procedures to read where something happens, such as `inquiry_received`, the most specific first."""
        return [one for one in self.layers if event in one.front.events]

    @property
    def offerable(self) -> dict[str, tuple[list[str], str]]:
        """Return each tool that a procedure names for talking, with the procedures' names and what is said of it there.

        What only an event leads to is called by code alone.
        """
        names: dict[str, list[str]] = {}
        said: dict[str, list[str]] = {}
        for one in self.layers:
            front = one.front
            for name in dict.fromkeys((*front.tools, *(request.tool for request in front.requests))):
                said.setdefault(name, []).extend((front.title, *front.triggers.keywords))
                names.setdefault(name, []).extend([front.name] if one.body else [])
            for request in front.requests:
                said[request.tool] += (request.does, *request.say[:5])
        return {name: (names[name], " ".join(said[name])) for name in names}

    def with_required(self, chosen: list[Procedure]) -> list[Procedure]:
        """Return the procedures with all that they require or extend, those chosen first."""
        found = {one.front.name: one for one in chosen}
        waiting = list(chosen)
        while waiting:
            front = waiting.pop().front
            for name in (*front.requires, *([front.extends] if front.extends else [])):
                one = self.find(name)
                if one is not None and name not in found:
                    found[name] = one
                    waiting.append(one)
        return list(found.values())


def _holds(said: str, word: str) -> bool:
    return f" {word} " in said or f" {word}s " in said


def check(procedure: Procedure, names: Collection[str], tools: Collection[str]) -> list[Mistake]:
    """Return the names in a procedure that nothing bears."""
    front = procedure.front
    wrong: list[tuple[tuple[int | str, ...], str]] = []
    for key, listed in (("tools", front.tools), ("tightens", front.tightens)):
        wrong += [((key, i), f"there is no tool `{one}`") for i, one in enumerate(listed) if one not in tools]
    wrong += [
        (("requires", i), f"there is no procedure `{one}`")
        for i, one in enumerate(front.requires)
        if one not in names
    ]
    if front.extends and front.extends not in names:
        wrong.append((("extends",), f"there is no procedure `{front.extends}` to extend"))
    wrong += [
        (("events", event), f"there is no tool `{one}`")
        for event, listed in front.events.items()
        for one in listed
        if one not in tools
    ]
    for index, request in enumerate(front.requests):
        if request.tool not in tools:
            wrong.append((("requests", index, "tool"), f"there is no tool `{request.tool}`"))
    for name, schedule in front.schedules.items():
        if schedule.tool not in tools:
            wrong.append((("schedules", name, "tool"), f"there is no tool `{schedule.tool}`"))
    if not wrong:
        return []
    text = procedure.file.read_text(encoding="utf-8").split("---\n", 2)[1]
    return [Mistake(procedure.file, line_of(text, path) + 1, said) for path, said in wrong]
