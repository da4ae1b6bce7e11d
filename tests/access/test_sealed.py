"""Is somebody who accuses an official safe? From the form to the hand-over, and for everybody who must not know (domain.md §8.2, 47-49 and 60)."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Role
from petitions import files, naming
from petitions.accusations import Accused
from petitions.models import Contact, Notice, Party, Petition, Track
from petitions.workflow import State
from reception.counter import pass_through
from reception.models import Draft, PassThrough
from tests.factories import at, make_duty, make_organ, make_petition
from tests.petitions.conftest import on

__all__ = ["on"]

STORY = "何局长把公租房分给了亲戚，收了红包八万元。"
WORDS = ("红包", "亲戚", "八万元")


@pytest.fixture
def city(cast):
    """The cast, with the accusation officer of the discipline organ and a branch below the housing bureau."""
    cast.discipline_officer = make_duty(Role.DISC, cast.discipline, "邢专员")
    cast.branch = make_organ("房屋管理所", parent=cast.housing)
    cast.branch_liaison = make_duty(Role.LIAISON, cast.branch, "康联络")
    return cast


def portal(**headers):
    return Client(headers={"accept-language": "en", **headers})


def report(client, city, *, about="other", unit="市住建局", name="何局长", text=STORY, who=None, office=None):
    """A report of wrongdoing, page by page as a citizen writes it; returns the answer to the last press."""
    client.post(reverse("submit"), {"kind": "report"})
    pages = {
        "whom": {"about": about, "unit": unit, "name": name},
        "what": {"subject": "举报分房不公", "text": text},
        "place": {"organ": (office or city.bureau).slug, "place": "东湖区", "when": ""},
        "evidence": {"files": SimpleUploadedFile("红包照片.txt", text.encode())},
        "who": who or {"name": "", "phone": "", "paper": "RESIDENT_ID", "paper_number": ""},
    }
    for page, answers in pages.items():
        answer = client.post(reverse("submit-page", args=[page]), answers)
        assert answer.status_code == 302, answer.context["form"].errors
    check = client.get(reverse("submit-check"))
    idem = re.search(r'name="idem" value="([^"]+)"', check.content.decode())[1]
    return client.post(reverse("submit-check"), {"idem": idem})


def step(client, petition, taken, **answers):
    return client.post(reverse("take-step", args=[petition.number, taken]), answers)


def everything(client, *searched):
    """What an officer finds who looks everywhere and searches for these words, all in one text."""
    pages = [client.get(reverse("worklist") + f"?tab={tab}") for tab in ("mine", "organ", "others", "all")]
    pages += [client.post(reverse("search"), {"q": words}, follow=True) for words in searched]
    pages += [client.get(reverse(name), follow=True) for name in ("notices", "board", "supervision", "tasks")]
    return "\n".join(re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages)


def in_excel(client):
    book = client.get(reverse("worklist-excel") + "?tab=organ")
    return "\n".join(str(cell) for row in rows_of(book) for cell in row)


def rows_of(book):
    return CalamineWorkbook.from_filelike(BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0).to_python()


def status_of(client, petition, page="petition", *arguments):
    return client.get(reverse(page, args=[petition.number, *arguments])).status_code


# ── Scenario 47: the accused is a head of department ──


def test_an_accusation_of_a_head_of_department_is_sealed_from_the_form_to_the_discipline_organ(city, sign_in):
    """Scenario 47."""
    ordinary = city.accepted()
    others = [
        city.clerk, city.dispatcher, city.bureau_leader, city.supervisor, city.liaison, city.handler, city.leader, city.archivist,
        city.branch_liaison, city.water_liaison, city.city_leader, city.joint, city.admin,
    ]  # fmt: skip
    before = {duty: everything(sign_in(duty), *WORDS).count(ordinary.subject) for duty in others}
    citizen = portal()

    assert report(citizen, city).headers["Location"] == reverse("receipt")
    petition = Petition.objects.get(is_sealed=True)
    evidence = petition.evidence.get()

    assert (petition.state, petition.petition_class, petition.holder_organ, petition.first_receiver) == (
        State.REGISTERED,
        "ACCUSATION",
        city.bureau,
        None,
    )
    receipt = citizen.get(reverse("receipt")).content.decode()
    assert petition.grouped_number in receipt
    assert not any(word in receipt for word in (*WORDS, "何局长", "公租房"))
    for duty in others:
        client = sign_in(duty)
        found = everything(client, *WORDS)
        assert not any(word in found for word in (*WORDS, petition.grouped_number)), duty
        assert found.count(ordinary.subject) == before[duty], duty
        assert "举报" not in client.post(reverse("search"), {"q": petition.number}, follow=True).content.decode(), duty
        assert status_of(client, petition) == 404, duty
        assert status_of(client, petition, "evidence", evidence.slug) == 404, duty
    assert "举报分房不公" not in in_excel(sign_in(city.liaison))
    assert Notice.objects.filter(petition=petition).exclude(duty=None).get().duty == city.accusation_officer

    officer = sign_in(city.accusation_officer)
    assert "举报分房不公" in officer.get(reverse("worklist") + "?tab=organ").content.decode()
    step(officer, petition, "take")
    form = officer.get(reverse("take-step", args=[petition.number, "hand_to_discipline"]))
    assert "Say first who is accused" in form.content.decode()
    assert step(officer, petition, "hand_to_discipline", paper="D32", organ=city.discipline.name, envelopes=1).status_code == 422
    offered = officer.get(reverse("take-step", args=[petition.number, "identify"])).context["form"]
    assert {words.split(" · ")[0] for _key, words in offered.fields["named"].choices} == {city.housing.name, "何局长"}
    named = [key for key, _words in offered.fields["named"].choices]
    assert step(officer, petition, "identify", is_identified="yes", named=named).status_code == 302
    for organ in (city.housing, city.branch, city.water):
        assert step(officer, petition, "hand_to_discipline", paper="D32", organ=organ.name, envelopes=1).status_code == 422
    assert step(officer, petition, "hand_to_discipline", paper="D32", organ=city.discipline.name, envelopes=1).status_code == 302
    receipt = {"mode": "PERSONAL", "served_on": timezone.localdate().isoformat(), "received_by": "邢专员"}
    assert step(sign_in(city.discipline_officer), petition, "record_hand_over", **receipt).status_code == 302

    petition.refresh_from_db()
    paper = petition.documents.get(kind="D32")
    assert (petition.state, petition.holder_organ, paper.payload["to"]) == (State.HANDED_DISCIPLINE, city.discipline, city.discipline.name)
    assert not any(word in str(paper.payload) for word in (*WORDS, "何局长", "分房"))
    citizen.post(reverse("follow"), {"number": petition.number, "code": petition.query_code, "tail": ""})
    told = citizen.get(reverse("follow-petition")).content.decode()
    assert "Handed to the competent organ on" in told
    assert not any(word in told for word in (*WORDS, "何局长", "纪委", "邢专员", "分房"))
    for duty in others:
        assert status_of(sign_in(duty), petition) == 404, duty


def test_the_receipt_of_a_hand_over_is_the_proof_of_service_of_its_letter(city, sign_in):
    petition = accused_by_name(city)
    petition.advance("hand_to_discipline", by=city.accusation_officer, organ=city.discipline)

    petition.advance("record_hand_over", by=city.discipline_officer, mode="PERSONAL", served_on=petition.closed_on, received_by="邢专员")

    document = petition.documents.get(kind="D32")
    assert (petition.current_transfer.signed_by, document.services.get().received_by) == (city.discipline_officer, "邢专员")
    for duty, status in ((city.discipline_officer, 200), (city.accusation_officer, 200), (city.dispatcher, 404)):
        assert status_of(sign_in(duty), petition, "proof-of-service", document.slug, 1) == status


def accused_by_name(city, accused=None, **fields):
    petition = make_petition(city.bureau, city.clerk, **fields)
    petition.advance("take", by=city.dispatcher)
    petition.advance(
        "classify", by=city.dispatcher, petition_class="ACCUSATION", named=accused or [Accused("何局长", city.housing, city.leader.officer)]
    )
    return petition


# ── Scenario 48: the accused is the head of the bureau ──


def test_of_the_head_of_the_bureau_nothing_is_typed_at_the_bureau(city, sign_in):
    """Scenario 48."""
    clerk = sign_in(city.clerk)
    typed = {"idem": "7d0f2c0e-55a0-4f0e-9f53-3c3a8a1c0001", "channel": "VISIT", "text": STORY, "name": "", "phone": "", "paper_number": ""}

    for whom in (
        {"unit": "信访局"},
        {"person": "周局长"},
        {"is_office": "on"},
        {"unit": "市信访局", "person": "陈窗口"},
        {"unit": "江城市人民政府"},
    ):
        stopped = clerk.post(reverse("desk-accusation"), typed | whom)
        assert (stopped.status_code, "Type nothing more" in stopped.content.decode()) == (422, True), whom
        assert not any(word in stopped.content.decode() for word in WORDS)
    assert (Contact.objects.count(), Petition.objects.count(), Draft.objects.count()) == (0, 0, 0)
    assert clerk.post(reverse("desk-accusation"), typed | {"unit": "水利局"}).status_code == 302
    assert Petition.objects.count() == 1


def test_an_online_report_on_the_bureau_never_passes_through_it(city, sign_in):
    for about, unit, name in (("office", "", ""), ("other", "市信访局", ""), ("other", "", "周局长")):
        report(portal(), city, about=about, unit=unit, name=name)

    found = Petition.objects.filter(is_sealed=True)
    assert {petition.holder_organ for petition in found} == {city.discipline}
    assert found.count() == 3
    for petition in found:
        assert not petition.involvements.filter(organ=city.bureau).exists()
        assert status_of(sign_in(city.accusation_officer), petition) == 404
        assert status_of(sign_in(city.discipline_officer), petition) == 200


def test_where_every_office_is_accused_the_citizen_keeps_the_text_and_is_told_where_to_go(city):
    client = portal()

    answer = report(client, city, about="other", unit="江城市人民政府", name="")

    assert answer.status_code == 422
    assert "one level up, or call 12388. Nothing was sent." in answer.content.decode()
    assert (Petition.objects.count(), Draft.objects.count()) == (0, 1)


def envelope(city, **changes):
    return {
        "idem": "7d0f2c0e-55a0-4f0e-9f53-3c3a8a1c0002", "received_on": "2026-02-09", "way": "MAIL", "sender": "PERSON", "envelopes": "1",
        "condition": "CLOSED", "mail_number": "xa123", "addressee": city.city_leader.slug,
    } | changes  # fmt: skip


def test_a_closed_envelope_is_registered_and_handed_on_within_five_working_days(city, sign_in, on):
    on(2026, 2, 10)
    clerk = sign_in(city.clerk)

    clerk.post(reverse("pass-through-new"), envelope(city))
    clerk.post(reverse("pass-through-new"), envelope(city))  # pressed twice

    row = PassThrough.objects.get()
    assert (row.due_on, row.mail_number, row.addressee, row.by) == (
        date(2026, 2, 14),
        "XA123",
        city.city_leader,
        city.clerk,
    )  # a make-up Saturday
    on(2026, 2, 25)
    clerk = sign_in(city.clerk)
    assert "late" in clerk.get(reverse("pass-through")).content.decode()
    assert row.number in clerk.get(reverse("pass-through") + "?state=late").content.decode()
    clerk.post(reverse("pass-through-envelope", args=[row.slug]), {"handed_to": city.discipline_officer.slug, "handed_on": "2026-02-25"})
    clerk.post(reverse("pass-through-envelope", args=[row.slug]), {"handed_to": city.city_leader.slug, "handed_on": "2026-02-25"})
    row.refresh_from_db()
    assert (row.handed_to, row.handed_on, row.handed_by) == (city.discipline_officer, date(2026, 2, 25), city.clerk)
    assert row.number not in clerk.get(reverse("pass-through") + "?state=waiting").content.decode()
    assert rows_of(clerk.get(reverse("pass-through-excel")))[1][0] == row.number
    assert row.number in clerk.get(reverse("pass-through-print")).content.decode()
    assert sign_in(make_duty(Role.CLERK, city.housing)).get(reverse("pass-through-envelope", args=[row.slug])).status_code == 404
    assert sign_in(city.handler).get(reverse("pass-through")).status_code == 404


def test_an_envelope_that_waits_rings_on_its_last_days_and_once_when_it_is_late(city, sign_in, on):
    on(2026, 3, 2)
    sign_in(city.clerk).post(reverse("pass-through-new"), envelope(city, received_on="2026-03-02"))
    told = Notice.objects.filter(kind="pass_through")

    for day, rung in ((5, 0), (6, 2), (6, 2), (9, 2), (10, 4), (11, 4)):
        pass_through.remind(date(2026, 3, day))
        assert told.count() == rung, day
    assert {notice.duty for notice in told} == {city.clerk, city.dispatcher}
    assert "closed envelope has to be handed on by 9 Mar 2026" in sign_in(city.clerk).get(reverse("notices")).content.decode()
    PassThrough.objects.update(handed_to=city.city_leader, handed_on=date(2026, 3, 11), handed_by=city.clerk)
    Notice.objects.filter(pk__in=told).update(key=Concat(Value("old:"), F("key")))
    pass_through.remind(date(2026, 3, 12))
    assert told.count() == 4


def test_nothing_of_the_content_can_be_typed_into_the_register_of_envelopes(city, sign_in):
    free = [
        field.name
        for field in PassThrough._meta.concrete_fields
        if field.get_internal_type() in ("TextField", "CharField") and not field.choices
    ]
    clerk = sign_in(city.clerk)

    refused = clerk.post(reverse("pass-through-new"), envelope(city, mail_number="何局长收红包"))

    assert free == ["slug", "mail_number"]
    assert (refused.status_code, PassThrough.objects.count()) == (422, 0)
    assert clerk.post(reverse("pass-through-new"), envelope(city)).status_code == 302


# ── Scenario 60: no mobile, the receipt is printed, and it shows only that it was handed over ──


def test_a_visitor_gets_the_receipt_printed_and_afterwards_the_matter_is_not_there_for_the_clerk(city, sign_in):
    """Scenario 60."""
    clerk = sign_in(city.clerk)
    typed = {
        "idem": "7d0f2c0e-55a0-4f0e-9f53-3c3a8a1c0003", "channel": "VISIT", "unit": "住房和城乡建设局", "person": "何局长", "text": STORY, "name": "丁知情",
        "phone": "13800001234", "paper_number": "", "files": [SimpleUploadedFile("红包.txt", STORY.encode())],
    }  # fmt: skip

    assert clerk.post(reverse("desk-accusation"), typed).headers["Location"] == reverse("desk-accusation-receipt")
    petition = Petition.objects.get()
    page = clerk.get(reverse("desk-accusation-receipt")).content.decode()

    assert petition.grouped_number in page
    assert petition.query_code[:4] in page
    assert not any(word in page for word in (*WORDS, "何局长", "丁知情"))
    assert clerk.get(reverse("desk-accusation-paper")).headers["Content-Type"] == "application/pdf"
    clerk.post(reverse("desk-accusation-done"))
    assert clerk.get(reverse("desk-accusation-paper")).status_code == 404
    assert clerk.get(reverse("desk-accusation-receipt")).status_code == 302
    assert petition.grouped_number not in everything(clerk, *WORDS) + clerk.get(reverse("desk")).content.decode()
    for name in ("petition", "desk-receipt", "desk-beside"):
        assert status_of(clerk, petition, name) == 404
    assert status_of(sign_in(city.accusation_officer), petition) == 200

    citizen = portal()
    wrong = [
        citizen.post(reverse("follow"), {"number": petition.number, "code": "22222222", "tail": "1234"}).status_code for _try in range(6)
    ]
    assert wrong == [422] * 5 + [429]
    assert citizen.post(reverse("follow"), {"number": petition.number, "code": petition.query_code, "tail": "1234"}).status_code == 429


def test_the_follow_page_wants_code_and_the_end_of_the_telephone(city):
    petition = accused_by_name(city)
    petition.advance("hand_to_discipline", by=city.accusation_officer, at=at(date(2026, 3, 9)), organ=city.discipline)
    citizen = portal()

    assert citizen.post(reverse("follow"), {"number": petition.number, "code": petition.query_code, "tail": "9999"}).status_code == 422
    assert citizen.post(reverse("follow"), {"number": petition.number, "code": petition.query_code, "tail": "0001"}).status_code == 302
    assert "Handed to the competent organ on 9 Mar 2026." in citizen.get(reverse("follow-petition")).content.decode()


# ── Scenario 49: both in one text ──

MIXED = "我家房屋征收补偿款还没有发放。张科长收了开发商的红包二十万元。请发放补偿款。"
PASSAGE = "张科长收了开发商的红包二十万元。"
SECRET_WORDS = ("红包", "开发商", "二十万", "张科长")


def mixed(city):
    petition = make_petition(
        city.bureau, city.clerk, received_on=date(2026, 3, 2), subject="补偿款和红包", text=MIXED, claims=("请发放补偿款", "请查处张科长收红包"),
        parties=None,
    )  # fmt: skip
    petition.advance("take", by=city.dispatcher, at=at(date(2026, 3, 2)))
    for name, words in (("补偿协议.txt", "协议"), ("红包转账.txt", "二十万")):
        petition.advance("add_material", by=city.clerk, files=[kept(name, words)])
    return petition


def kept(name, words):
    return files.store(SimpleUploadedFile(name, words.encode()))


def split(client, petition, **changes):
    claim = petition.claims.first()
    sentence = next(key for key, words in form_of(client, petition, "split").fields["sentences"].choices if words == PASSAGE)
    answers = {
        f"claim_{claim.slug}": "1", "subject_1": "征收补偿款未发放", "files_1": [petition.evidence.get(name="补偿协议.txt").slug],
        "is_mixed": "on", "sentences": [sentence], "passages": "红包", "accused": "张科长", "accused_organ": "市住房和城乡建设局",
    }  # fmt: skip
    return step(client, petition, "split", **(answers | changes))


def form_of(client, petition, name):
    return client.get(reverse("take-step", args=[petition.number, name])).context["form"]


def test_of_a_mixed_petition_the_claim_goes_on_openly_and_says_nothing_of_the_accusation(city, sign_in, on):
    """Scenario 49, from the splitting to the opinion letter."""
    on(2026, 3, 3)
    petition = mixed(city)
    dispatcher = sign_in(city.dispatcher)
    file = petition.evidence.get(name="红包转账.txt").slug
    assert split(dispatcher, petition, files_1=[file]).status_code == 422  # its name says it
    assert split(dispatcher, petition, subject_1="补偿款与红包").status_code == 422
    assert split(dispatcher, petition, passages="", sentences=[]).status_code == 422
    assert not petition.split_into.exists()

    assert split(dispatcher, petition).status_code == 302
    child = petition.split_into.get()
    petition.refresh_from_db()
    assert (petition.is_sealed, petition.petition_class, child.is_sealed) == (True, "ACCUSATION", False)
    assert status_of(dispatcher, petition) == 404
    assert status_of(sign_in(city.accusation_officer), petition) == 200
    released = Notice.objects.get(kind="released")
    assert (released.duty, released.petition) == (city.clerk, None)
    assert "handed over" in sign_in(city.clerk).get(reverse("notices")).content.decode()

    citizen = portal()
    for number in (child, petition):
        citizen.post(reverse("follow"), {"number": number.number, "code": number.query_code, "tail": "0001"})
        assert citizen.get(reverse("follow-petition")).status_code == 200
    walk_to_the_answer(city, child)
    assert child.state == State.REMEDY_WINDOW
    for duty in (city.clerk, city.dispatcher, city.liaison, city.handler, city.leader, city.bureau_leader, city.supervisor):
        client = sign_in(duty)
        page = client.get(child.get_absolute_url())
        assert page.status_code == 200, duty
        shown = page.content.decode() + everything(client, "补偿款") + in_excel(client)
        assert "补偿款" in shown, duty
        assert not any(word in shown for word in SECRET_WORDS), duty
        for word in (*SECRET_WORDS, "补偿款和红包"):
            found = client.post(reverse("search"), {"q": word}, follow=True).content.decode()
            assert child.number not in found, (duty, word)
        assert child.number in client.post(reverse("search"), {"q": "征收补偿款"}, follow=True).content.decode()
    said = str([document.payload for document in child.documents.all()]) + str(list(child.events.values_list("details", "reason")))
    said += str(list(child.history.values_list("subject"))) + str(list(child.evidence.values_list("name")))
    said += str(list(Notice.objects.filter(petition=child).values_list("details", flat=True)))
    assert "补偿款" in said
    assert not any(word in said for word in SECRET_WORDS)
    assert not child.parties.filter(role=Party.Role.ACCUSED).exists()
    assert {"D04", "D06", "D07", "D17"} <= set(child.documents.values_list("kind", flat=True))
    assert not child.events.filter(duty__role=Role.DISC).exists()


def walk_to_the_answer(city, child):
    """The claim part may go to the accused unit itself: without the accusation part (domain.md §3.6.3)."""
    child.advance("classify", by=city.dispatcher, petition_class="CLAIM")
    child.advance("transfer", by=city.dispatcher, organ=city.housing)
    child.advance("sign_for", by=city.liaison)
    child.advance("accept", by=city.handler, track=Track.T6_PETITION, mode="PERSONAL", notified_on=date(2026, 3, 3))
    child.confirm(child.pending, by=city.liaison)
    finding = {"facts": "补偿款未发放属实", "result": "SUPPORT", "opinion": "予以支持", "basis": "《征收条例》"}
    child.advance("find", by=city.handler, claim=child.claims.get(), **finding)
    child.advance("submit", by=city.handler)
    child.advance("sign", by=city.leader)
    child.advance("serve", by=city.handler, mode="PERSONAL", served_on=date(2026, 3, 3))


def test_an_accusation_found_late_takes_the_matter_out_of_all_hands_and_its_claims_come_back(city, sign_in, on):
    on(2026, 3, 30)
    petition = city.accepted()
    petition.advance("extend", by=city.handler, reason="复杂", days=10)  # waits for its second person
    handler = sign_in(city.handler)

    assert step(handler, petition, "seal", name="何局长", organ=city.housing.name, reason="来电记录第三段").status_code == 302

    petition.refresh_from_db()
    assert (petition.state, petition.is_sealed, petition.holder_organ, petition.holder) == (State.TRIAGE, True, city.bureau, None)
    assert (petition.pending, petition.open_proceeding) == (None, None)
    assert {clock.rule for clock in petition.clocks.running()} == {"C01"}
    assert petition.parties.get(role="ACCUSED").officer == city.leader.officer
    for duty in (city.handler, city.leader, city.liaison, city.clerk, city.dispatcher, city.bureau_leader):
        assert status_of(sign_in(duty), petition) == 404
    officer = sign_in(city.accusation_officer)
    assert status_of(officer, petition) == 200
    claims = {f"claim_{claim.slug}": "1" for claim in petition.claims.all()}
    first = next(iter(form_of(officer, petition, "split").fields["sentences"].choices))[0]
    assert step(officer, petition, "split", **claims, subject_1="公租房屋顶").status_code == 422  # nothing was marked
    assert step(officer, petition, "split", **claims, subject_1="公租房屋顶", sentences=[first]).status_code == 302
    child = petition.split_into.get()
    assert (child.holder_organ, child.holder, child.state, child.is_sealed) == (city.bureau, None, State.TRIAGE, False)
    assert {(event.duty, event.actor) for event in child.events.all()} == {(None, "SYSTEM")}
    assert status_of(sign_in(city.dispatcher), child) == 200


# ── Retaliation ──


def test_whoever_is_punished_for_a_petition_tells_it_past_those_who_handle_it(city, sign_in, on):
    on(2026, 4, 2)
    petition = city.accepted()
    before = everything(sign_in(city.leader), petition.number) + sign_in(city.leader).get(petition.get_absolute_url()).content.decode()
    citizen = portal()
    citizen.post(reverse("follow"), {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    assert reverse("follow-retaliation") in citizen.get(reverse("follow-petition")).content.decode()

    told = {"idem": "7d0f2c0e-55a0-4f0e-9f53-3c3a8a1c0004", "who": "孙承办", "text": "孙承办打电话威胁我撤诉。"}
    assert citizen.post(reverse("follow-retaliation"), {**told, "text": ""}).status_code == 422
    assert citizen.post(reverse("follow-retaliation"), told).headers["Location"] == reverse("receipt")

    sealed = Petition.objects.get(is_sealed=True)
    assert sealed.grouped_number in citizen.get(reverse("receipt")).content.decode()
    assert (sealed.retaliation.about, sealed.holder_organ) == (petition, city.bureau)
    assert sealed.parties.get(role="ACCUSED").organ == city.housing
    assert {notice.duty for notice in Notice.objects.filter(petition=sealed).exclude(duty=None)} == {
        city.accusation_officer,
        city.discipline_officer,
    }
    for duty in (city.accusation_officer, city.discipline_officer):
        assert "威胁我撤诉" in sign_in(duty).get(sealed.get_absolute_url()).content.decode()
    for duty in (city.handler, city.leader, city.liaison, city.clerk, city.dispatcher, city.bureau_leader):
        assert status_of(sign_in(duty), sealed) == 404
    after = everything(sign_in(city.leader), petition.number) + sign_in(city.leader).get(petition.get_absolute_url()).content.decode()
    assert "威胁" not in after
    assert after.count(petition.grouped_number) == before.count(petition.grouped_number)


def test_an_officer_passes_on_a_retaliation_and_does_not_find_it_again(city, sign_in, on):
    on(2026, 4, 2)
    petition = city.accepted()
    clerk = sign_in(city.clerk)
    assert reverse("retaliation", args=[petition.number]) in clerk.get(petition.get_absolute_url()).content.decode()

    told = {"idem": "7d0f2c0e-55a0-4f0e-9f53-3c3a8a1c0005", "who": "", "text": "信访人说被单位停职。"}
    assert clerk.post(reverse("retaliation", args=[petition.number]), told).headers["Location"] == petition.get_absolute_url()

    sealed = Petition.objects.get(is_sealed=True)
    assert status_of(clerk, sealed) == 404
    assert status_of(sign_in(city.discipline_officer), sealed) == 200
    assert sign_in(city.water_liaison).get(reverse("retaliation", args=[petition.number])).status_code == 404
    assert status_of(clerk, petition) == 200


# ── State secrets ──


def test_what_touches_state_secrets_is_stopped_until_two_persons_bring_it_back(city, sign_in, on):
    on(2026, 4, 2)
    petition = city.accepted()
    handler, leader = sign_in(city.handler), sign_in(city.leader)
    finding = {"claim": petition.claims.first().slug, "facts": "属实", "result": "SUPPORT", "opinion": "支持", "basis": "《办法》"}

    assert step(handler, petition, "take_offline").status_code == 422  # not confirmed
    assert step(handler, petition, "take_offline", is_sure="on").status_code == 302

    assert "保密办" in handler.get(petition.get_absolute_url()).content.decode()
    assert step(handler, petition, "find", **finding).status_code == 422
    assert step(handler, petition, "add_material", text="更多内容").status_code == 422
    note = handler.post(reverse("notes", args=[petition.number]), {"text": "涉密内容"})
    assert (note.status_code, petition.notes.count()) == (422, 0)
    citizen = portal()
    citizen.post(reverse("follow"), {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    added = citizen.post(reverse("follow-add"), {"idem": "7d0f2c0e-55a0-4f0e-9f53-3c3a8a1c0006", "text": "更多"})
    assert (added.status_code, petition.contacts.count()) == (422, 1)
    assert step(handler, petition, "bring_back", ground="NO_SECRET").status_code == 302
    petition.refresh_from_db()
    assert petition.is_offline
    leader.post(reverse("decide-proposal", args=[petition.number, petition.pending.slug]), {"decision": "confirm"})
    petition.refresh_from_db()
    assert not petition.is_offline
    assert step(handler, petition, "find", **finding).status_code == 302


# ── The petitioner's own wish ──


def test_a_name_that_is_kept_stands_nowhere_for_the_handling_organ(city, sign_in, on):
    """domain.md §3.6.6: pages, lists, letters with their copies, the bound file, the package, Excel, and the search by name or telephone."""
    on(2026, 6, 2)
    petition = city.served(is_confidential=True)
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    petition.advance("archive", by=city.archivist, at=at(date(2026, 6, 1)))
    for duty in (city.liaison, city.leader, city.archivist):
        client = sign_in(duty)
        shown = client.get(petition.get_absolute_url()).content.decode() + in_excel(client)
        assert "公租房漏水" in shown, duty
        assert not any(word in shown for word in ("王秀英", "13800000001", "一里 3 号")), duty
        for typed in ("王秀英", "13800000001"):
            assert petition.number not in client.post(reverse("search"), {"q": typed}, follow=True).content.decode(), duty
        for document in petition.documents.all():
            paper = client.get(reverse("document", args=[petition.number, document.slug]))
            assert paper.status_code == 200, document.kind
            assert "王秀英" not in text_of(paper.content), document.kind
    archivist = sign_in(city.archivist)
    volume = archivist.get(reverse("volume", args=[petition.number]))
    assert "王秀英" not in text_of(b"".join(volume.streaming_content))
    with zipfile.ZipFile(BytesIO(b"".join(archivist.get(reverse("archive-package", args=[petition.number])).streaming_content))) as package:
        for name in package.namelist():
            content = package.read(name)
            words = text_of(content) if name.endswith(".pdf") else content.decode(errors="ignore")
            assert "王秀英" not in words, name
    clerk = sign_in(city.clerk)
    assert petition.number in clerk.post(reverse("search"), {"q": "王秀英"}, follow=True).content.decode()
    letter = petition.documents.get(kind="D17")
    assert "王秀英" in text_of(clerk.get(reverse("document", args=[petition.number, letter.slug])).content)


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


# ── Who is meant? ──


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("市住建局的人收钱", "江城市住房和城乡建设局"),
        ("住房城乡建设局？不，是江城市住房和城乡建设局", "江城市住房和城乡建设局"),
        ("住 建 局 不作为", "江城市住房和城乡建设局"),
        ("水务局的工程", "江城市水利局"),
        ("纪委监委的干部", "江城市纪委监委"),
        ("房管局以前的事", "江城市住房和城乡建设局"),
        ("我家漏水", ""),
    ],
)
def test_organs_are_found_by_the_names_by_which_people_call_them(city, text, found):
    city.housing.aliases = "房管局、市房产局"
    city.housing.save()

    assert "".join(organ.name for organ, _words in naming.named_in(text).organs) == found


def test_a_former_name_and_a_head_by_surname_and_title_are_found_too(city):
    city.water.name, city.water.short_name = "江城市水旱灾害防御局", "市防御局"
    city.water.save()

    found = naming.named_in("水利局卫局长和何局长一起吃饭")

    assert [organ for organ, _words in found.organs] == [city.water]
    assert {duty for duty, _words in found.duties} == {city.water_leader, city.leader}


CALLED = {
    "教育局": "市教育局", "公安局": "公 安 局", "民政局": "江城市民政局", "财政局": "市财政局", "人力资源和社会保障局": "人社局", "自然资源和规划局": "自规局",
    "生态环境局": "环保局", "交通运输局": "市交通局", "农业农村局": "农业局", "文化和旅游局": "文旅局", "卫生健康委员会": "卫健委", "应急管理局": "应急局",
    "市场监督管理局": "市监局", "城市管理综合行政执法局": "城管局", "医疗保障局": "医保局", "退役军人事务局": "退役军人局", "发展和改革委员会": "发改委",
    "工业和信息化局": "工信局", "湖滨街道办事处": "湖滨街道办", "东湖区人民法院": "东湖区法院",
}  # fmt: skip
FRAMES = (
    "{}的人收了钱。", "我要举报{}！", "去年{}副局长吃拿卡要", "据说{} 内部有人违纪", "本人实名反映{}不作为", "（{}）工程招标有问题", "在{}办事被索贿", "{}\n领导干部家属经商",
    "是{}、不是别人", "“{}”违规发钱",
)  # fmt: skip


def test_two_hundred_texts_that_name_a_unit_by_what_people_call_it_are_understood(city):
    organs = {called: make_organ(name, parent=city.city) for name, called in CALLED.items()}

    missed = [
        frame.format(called)
        for called, organ in organs.items()
        for frame in FRAMES
        if organ not in [found for found, _words in naming.named_in(frame.format(called)).organs]
    ]

    assert len(organs) * len(FRAMES) == 200
    assert missed == []
    assert naming.named_in("隔壁老王家的狗咬了人，找谁管？").organs == []
