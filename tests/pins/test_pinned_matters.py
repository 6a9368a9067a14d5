"""A home of an earlier version has, once it is brought up to date, what is kept of leads and deals since."""

from moved import told_by, told_by_the_audit
from pinned_home import Copies, opened

from schemas.enums import MatterKind
from schemas.records import AuditRow, Consent, Interaction, Lead, Matter, Move, Opportunity


def test_every_lead_and_deal_of_the_home_has_an_identity(pinned: Copies) -> None:
    with opened(pinned()) as at:
        leads = {(row.lead_id, MatterKind.LEAD, row.reference) for row in at.rows(Lead)}
        deals = {(row.opportunity_id, MatterKind.DEAL, None) for row in at.rows(Opportunity)}
        kept = {(row.matter_id, row.kind, row.reference) for row in at.rows(Matter)}
    assert leads | deals <= kept
    assert len(leads) > 10
    assert len(deals) > 2


def test_how_the_homes_leads_and_deals_moved_on_is_read_from_its_audit(pinned: Copies) -> None:
    with opened(pinned()) as at:
        kept, told = told_by(at.rows(Move)), told_by_the_audit(at.rows(AuditRow))
    assert kept == told
    assert len(kept) > 40


def test_which_way_the_homes_touches_went_is_what_their_type_says_for_certain(pinned: Copies) -> None:
    with opened(pinned()) as at:
        ways = {(str(row.type), row.direction and str(row.direction)) for row in at.rows(Interaction)}
        assert {row.minutes for row in at.rows(Interaction)} == {None}
    assert ways >= {("email_inbound", "inbound"), ("note", "none"), ("phone_call", None), ("system", "none")}
    assert {kind for kind, way in ways if way is None} <= {"phone_call", "sms", "meeting"}


def test_the_homes_noes_to_automatic_mail_are_noes_to_e_mail_since_then(pinned: Copies) -> None:
    with opened(pinned()) as at:
        [kept] = at.rows(Consent)
    assert (kept.channel, kept.state, kept.because) == ("email", "denied", "members_word")
    assert (kept.since, kept.said) == (kept.created_at, "no more of these")
