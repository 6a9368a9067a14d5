"""Triggers that let something happen only by the owner's decided yes to exactly that; see `guards.py` for the rest."""

from collections.abc import Iterable, Iterator, Sequence

from schemas.migrations.guards import Guard

REDACTING = (
    "EXISTS (SELECT 1 FROM approvals a WHERE a.business_id = OLD.business_id AND a.chosen_act = 'RedactPerson' "
    "AND a.decided_at IS NOT NULL AND a.status = 'done' AND COALESCE(CAST(a.result AS TEXT), 'null') = 'null' AND {about})"
)
"""A redaction is being carried out: decided, and without its result, which comes with the same commit and stays."""


def scrubbed_by_its_own_yes() -> Iterator[Guard]:
    """Yield the guards that only the redaction that the owner approved changes audit and cards, while it is done.

    Which step it was, whose, when and about whom, and the digest of what was shown, never change.
    """
    own = (
        "(p.contact_id = a.contact_id OR EXISTS (SELECT 1 FROM contacts m WHERE m.business_id = p.business_id "
        "AND m.contact_id = p.contact_id AND m.merged_into_id = a.contact_id))"
    )
    about = f"EXISTS (SELECT 1 FROM audit_people p WHERE p.business_id = OLD.business_id AND p.audit_id = OLD.audit_id AND {own})"
    kept = ("at", "event", "actor", "door", "member_id", "tool", "act", "about", "approval_id")
    differs = " OR ".join(
        f"COALESCE(CAST(NEW.{one} AS TEXT), '') <> COALESCE(CAST(OLD.{one} AS TEXT), '')" for one in kept
    )
    broken = f"{differs} OR NOT {REDACTING.format(about=about)}"
    yield Guard("audit", "unchanged", "UPDATE", broken, "audit is only appended to")
    rule = "what a row of approvals says was shown or stored is never changed"
    fixed = "number, tool, digest, proposal_key, effect_key, expires_at"
    yield Guard("approvals", "shown_stays", f"UPDATE OF {fixed}", "1 = 1", rule)
    theirs = (
        "(a.contact_id = OLD.contact_id OR EXISTS (SELECT 1 FROM contacts m WHERE m.business_id = OLD.business_id "
        "AND m.contact_id = OLD.contact_id AND m.merged_into_id = a.contact_id))"
    )
    words = f"NOT {REDACTING.format(about=theirs)}"
    yield Guard("approvals", "words_stay", "UPDATE OF card, acts, arguments", words, rule)
    reopened = (
        "OLD.chosen_act = 'RedactPerson' AND COALESCE(CAST(OLD.result AS TEXT), 'null') <> 'null' "
        "AND COALESCE(CAST(NEW.result AS TEXT), 'null') = 'null'"
    )
    yield Guard("approvals", "result_stays", "UPDATE OF result", reopened, "the result of a redaction stays")


MARK = "[redacted]"
"""The mark of a redaction in place of words; `tools.privacy.scrubbing.GONE`."""


def _differs(columns: Iterable[str]) -> str:
    return " OR ".join(
        f"COALESCE(CAST(NEW.{one} AS TEXT), '') <> COALESCE(CAST(OLD.{one} AS TEXT), '')" for one in columns
    )


def _unmarked(columns: Iterable[str]) -> str:
    """Return the SQL condition that one of some columns changes without the redaction's mark in it."""
    return " OR ".join(
        f"(({_differs([one])}) AND CAST(NEW.{one} AS TEXT) NOT LIKE '%{MARK}%')" for one in columns
    )


def only_redacted_by_its_own_yes() -> Iterator[Guard]:
    """Audit, cards and the log of what went out by itself change only while an approved redaction is done, by its mark."""
    redacting = REDACTING.format(about="1 = 1")
    kept = ("at", "event", "actor", "door", "member_id", "tool", "act", "about", "approval_id")
    broken = f"{_differs(kept)} OR NOT {redacting} OR {_unmarked(('line', 'arguments', 'changes'))}"
    yield Guard("audit", "unchanged", "UPDATE", broken, "audit is only appended to")
    rule = "what a row of approvals says was shown or stored is never changed"
    words = ("card", "acts", "arguments")
    broken = f"NOT {redacting} OR {_unmarked(words)}"
    yield Guard("approvals", "words_stay", f"UPDATE OF {', '.join(words)}", broken, rule)
    told, named = ("number", "digest", "member_id", "begun_at"), ("file_name", "columns")
    broken = f"{_differs(told)} OR (NOT {redacting} AND ({_differs(named)})) OR {_unmarked(named)}"
    rule = "what a row of import_runs says was shown or stored is never changed"
    yield Guard("import_runs", "shown_stays", f"UPDATE OF {', '.join((*told, *named))}", broken, rule)
    log = (
        "business_id",
        "auto_sent_id",
        "auto_send_id",
        "decided_approval_id",
        "kind",
        "day",
        "contact_id",
        "at",
    )
    broken = f"{_differs(log)} OR NOT {redacting} OR {_unmarked(['address'])}"
    yield Guard("auto_sent", "unchanged", "UPDATE", broken, "auto_sent is only appended to")


def redacted_by_its_own_yes(table: str, words: Sequence[str]) -> Iterator[Guard]:
    """Hold a table's words as they were said; only an approved redaction, while it is done, puts its mark in their place."""
    broken = f"NOT {REDACTING.format(about='1 = 1')} OR {_unmarked(words)}"
    rule = f"what a row of {table} says was said is never changed"
    yield Guard(table, "words_stay", f"UPDATE OF {', '.join(words)}", broken, rule)


def granted_by_its_own_yes() -> Iterator[Guard]:
    """Yield the guards that a standing grant has the approval of its very granting, by an owner, and once ended
    stays so.
    """
    payload = "a.acts -> a.answer -> 'payload'"
    undecided = (
        "NEW.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM approvals a JOIN members m "
        "ON m.business_id = a.business_id AND m.member_id = a.decided_by AND m.role = 'owner' "
        "WHERE a.business_id = NEW.business_id AND a.approval_id = NEW.granted_approval_id "
        "AND a.decided_at IS NOT NULL AND a.status = 'done' AND a.chosen_act = 'GrantDeciding' "
        f"AND ({payload} ->> 'member_id') = NEW.member_id AND ({payload} ->> 'kind') = NEW.kind)"
    )
    rule = "somebody else decides cards only by the owner's decided yes to exactly that"
    yield Guard("deciding_grants", "decided", "INSERT", undecided, rule)
    changed = "NEW.member_id <> OLD.member_id OR NEW.kind <> OLD.kind"
    again = "OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at)"
    yield Guard(
        "deciding_grants",
        "ended_stays",
        "UPDATE",
        f"{changed} OR {again}",
        "a grant that was taken back stays so",
    )
