"""The loaded procedures together: layered by `extends`, checked against the tools, routed by trigger."""

from collections.abc import Collection

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

    def route(self, text: str) -> list[Procedure]:
        """Return the procedures whose trigger words a member's message holds, with all that they require or extend.

        Triggers choose what a turn sees, never what it may do; where none is met, the core procedure is seen.
        """
        core = self.find("crm")
        return self.with_required(self.met(text) or ([core] if core else self.procedures[:1]))

    def met(self, text: str) -> list[Procedure]:
        """Return the procedures with a trigger word that a text holds."""
        said = f" {fold(text)} "
        return [
            one
            for one in self.procedures
            if any(f" {fold(word)} " in said for word in one.front.triggers.keywords)
        ]

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
        for event, one in front.events.items()
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
