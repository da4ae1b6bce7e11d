"""What do the papers between acceptance and opinion say: hearing, agreement?

Official papers are Chinese whatever language the officer reads, so their sentences are Chinese here and not in the catalogues.
"""

from django.utils import timezone

from .papers import addressee, contact_of, iso, people

PETITIONERS_PART = "信访人"
OTHER_PART = "对方当事人"
COURT = "调解组织所在地基层人民法院"


def _hearing(hearing):
    return {
        "hearing_at": timezone.localtime(hearing.at).isoformat(), "place": hearing.place, "issues": hearing.issues, "host": hearing.host,
        "panel": hearing.panel, "stage": hearing.proceeding.kind, "contact": contact_of(hearing.proceeding.organ),
    }  # fmt: skip


def hearing_notice(petition, hearing):
    return _hearing(hearing) | {
        "to": addressee(petition), "subject": petition.subject, "third_parties": hearing.parties, "is_public": hearing.is_public,
    }  # fmt: skip


def hearing_announcement(hearing):
    return _hearing(hearing)


def hearing_record(petition, record):
    return _hearing(record.hearing) | {
        "subject": petition.subject, "recorder": record.recorder, "attendees": record.attendees, "statements": record.statements,
        "questioning": record.questioning, "debate": record.debate, "assessment": record.assessment,
    }  # fmt: skip


def hearing_conclusion(petition, record):
    return _hearing(record.hearing) | {
        "to": addressee(petition), "subject": petition.subject, "held_on": iso(record.held_on), "facts": record.facts,
        "conclusion": record.conclusion, "basis": record.basis,
    }  # fmt: skip


def agreement(petition, mediation, other_party, window):
    """D16. `window`: C24, the days in which both parties may ask a court to confirm a mediation (People's Mediation Law art. 33)."""
    parties = [{**person, "part": PETITIONERS_PART} for person in people(petition)] + [{"name": other_party, "part": OTHER_PART}]
    payload = {
        "agreement": mediation.kind, "parties": parties, "facts": mediation.facts, "subject": petition.subject,
        "terms": [{"text": text, "due_on": iso(mediation.perform_by_on)} for text in mediation.terms],
        "perform_by_on": iso(mediation.perform_by_on), "reached_on": iso(mediation.held_on), "mediated_by": mediation.mediated_by,
    }  # fmt: skip
    return payload | ({"court": COURT, "confirmation_due_on": iso(window.rolled_on)} if window else {})
