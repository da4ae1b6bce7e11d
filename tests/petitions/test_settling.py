"""Mediation and settlement by their pages: consent, terms that become promises, and the way to a performed agreement."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from petitions.models import Petition
from petitions.workflow import State

from .test_simple import clock, confirm
from .test_views_steps import PDF, errors, take


def agreement(petition, *claims, **more):
    return {
        "kind": "MEDIATION", "consented": "on", "is_lawful": "on", "held_on": "2026-04-01", "mediated_by": "东湖街道人民调解委员会", "is_agreed": "yes",
        "other_party": "湖滨物业公司", "claims": [claim.slug for claim in claims], "facts": "屋顶漏水，家具受损。",
        "terms": "重做屋顶防水层\n赔偿家具损失八百元", "perform_by_on": "2026-04-30", **more,
    }  # fmt: skip


def test_an_agreement_on_every_claim_is_performed_and_the_matter_is_settled(cast, sign_in, on, client):
    petition = cast.accepted()
    claims = list(petition.claims.all())
    on(2026, 4, 1)
    handler, leader = sign_in(cast.handler), sign_in(cast.leader)

    assert take(leader, petition, "mediate", **agreement(petition, *claims)).status_code == 404
    assert take(handler, petition, "mediate", **agreement(petition, *claims)).status_code == 302
    assert clock(petition, "C24") == ("RUNNING", date(2026, 5, 1), 0)
    assert clock(petition, "C23") == ("RUNNING", date(2026, 4, 30), 0)
    paper = petition.documents.get(kind="D16")
    assert (paper.payload["confirmation_due_on"], len(paper.payload["terms"])) == ("2026-05-06", 2)  # rolled over Labour Day
    assert take(sign_in(cast.liaison), petition, "settle").status_code == 404
    assert take(handler, petition, "settle").status_code == 302
    assert confirm(leader, petition).status_code == 302
    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, clock(petition, "C06")[0], petition.finality) == (State.EXECUTING, "MET", "OPEN")

    client.post("/follow/", {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    page = client.get("/follow/petition/").content.decode()
    assert "重做屋顶防水层" in page
    on(2026, 4, 20)
    handler = sign_in(cast.handler)
    assert take(handler, petition, "close_performed").status_code == 422
    for promise in petition.promises.all():
        proof = SimpleUploadedFile("验收单.pdf", PDF)
        assert take(handler, petition, "perform", promise=promise.slug, performed_on="2026-04-18", files=proof).status_code == 302
    assert take(handler, petition, "close_performed").status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.closure_type, petition.finality) == (State.CLOSED, "SETTLED", "SETTLED")
    assert (clock(petition, "C23")[0], clock(petition, "C24")[0]) == ("MET", "NA")
    assert not petition.documents.filter(kind="D17").exists()


def test_what_the_agreement_leaves_open_needs_an_opinion(cast, sign_in, on):
    petition = cast.accepted()
    first = petition.claims.first()
    on(2026, 4, 1)
    handler = sign_in(cast.handler)
    assert take(handler, petition, "mediate", **agreement(petition, first)).status_code == 302

    answer = take(handler, petition, "settle")

    assert answer.status_code == 422
    assert "Claim 2" in answer.content.decode()


def test_without_consent_mediator_or_lawful_terms_there_is_no_mediation(cast, sign_in, on):
    petition = cast.accepted()
    claims = list(petition.claims.all())
    on(2026, 4, 1)
    handler = sign_in(cast.handler)

    for field, value in {
        "consented": "",
        "mediated_by": "",
        "is_lawful": "",
        "other_party": "",
        "terms": "",
        "perform_by_on": "2026-03-01",
    }.items():
        answer = take(handler, petition, "mediate", **agreement(petition, *claims, **{field: value}))
        assert (answer.status_code, list(errors(answer))) == (422, [field])
    assert not petition.mediations.exists()


def test_a_mediation_that_fails_is_recorded_and_the_handling_goes_on(cast, sign_in, on):
    petition = cast.accepted()
    on(2026, 4, 1)

    assert take(sign_in(cast.handler), petition, "mediate", **agreement(petition, is_agreed="no", terms="", facts="")).status_code == 302

    assert not petition.mediations.get().is_agreed
    assert not petition.promises.exists()
    assert not petition.documents.filter(kind="D16").exists()
    assert clock(petition, "C06") == ("RUNNING", date(2026, 5, 19), 0)


def test_a_settlement_of_the_parties_alone_starts_no_window_at_court(cast, sign_in, on):
    petition = cast.accepted()
    on(2026, 4, 1)

    answers = agreement(petition, *petition.claims.all(), kind="SETTLEMENT", mediated_by="")
    assert take(sign_in(cast.handler), petition, "mediate", **answers).status_code == 302

    assert not petition.clocks.filter(rule="C24").exists()
    assert petition.promises.count() == 2
