"""What supervisors demand of organs: who may, on which paper, answered and judged by whom; and who never learns of it."""

import threading
from contextlib import closing
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Duty, Role
from petitions.models import Notice, Petition
from supervision import demands
from supervision.demands import KINDS, NotNow, doing
from supervision.models import Demand, DemandDeed, DemandFile
from tests.database import count_queries
from tests.factories import at, make_duty, make_organ
from tests.uploads.samples import PDF

TODAY = date(2026, 4, 8)
WORDS = "屋顶仍在漏水，没有派人查看。"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else TODAY)


def as_(client, duty):
    client.force_login(duty.officer)
    return client


def typed(kind, organ=None, petition=None, key="a-form-of-its-own", **more):
    said = {
        "kind": kind, "key": key, "organ": organ.name if organ else "", "petition": petition.number if petition else "", "triggers": ["DELAY"],
        "mode": "LETTER", "problem": WORDS, "analysis": "没有指定责任人。", "requirement": "五日内查看并答复。", "due_on": "2026-04-20",
    }  # fmt: skip
    return said | more


def demand(client, duty, kind, organ=None, petition=None, **more):
    return as_(client, duty).post(reverse("demand-new"), typed(kind, organ, petition, **more))


def act(client, duty, row, name, **words):
    return as_(client, duty).post(reverse("demand-act", args=[row.slug, name]), words)


def page(client, duty, row):
    return as_(client, duty).get(reverse("demand", args=[row.slug]))


def text_of(response):
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    with closing(pypdfium2.PdfDocument(response.content)) as document:
        return "".join("".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document)


def ordered(client, cast, petition=None, **more):
    petition = petition or cast.accepted()
    assert demand(client, cast.supervisor, "ORDER", cast.housing, petition, **more).status_code == 302
    return Demand.objects.get(petition=petition, kind="ORDER", key=more.get("key", "a-form-of-its-own"))


def suggested(client, cast, kind="IMPROVE", organ=None, **more):
    more = {"subject": "物业维修答复", "due_on": ""} | more
    assert demand(client, cast.supervisor, kind, organ or cast.housing, **more).status_code == 302
    return Demand.objects.latest("pk")


# ── The order ──


def test_an_order_goes_from_letter_to_reply_to_verdict_and_each_is_noted_in_the_petition(client, cast):
    petition = cast.accepted()

    order = ordered(client, cast, petition)
    assert (order.state, order.number, order.due_on) == ("ISSUED", f"{cast.bureau.code}督〔2026〕1号", date(2026, 4, 20))
    issued = order.deeds.get(act="ISSUED")
    assert text_of(client.get(reverse("demand-paper", args=[order.slug, issued.slug]))).count(WORDS) == 1
    assert act(client, cast.liaison, order, "answer", words="已派人查看。").status_code == 302
    assert act(client, cast.supervisor, order, "redo", words="没有写明整改措施。", due_on="2026-04-24").status_code == 302
    order.refresh_from_db()
    assert (order.state, order.due_on, order.answered_on) == ("ISSUED", date(2026, 4, 24), None)
    assert act(client, cast.handler, order, "answer", words="已签维修合同，四月底完工。").status_code == 302
    assert act(client, cast.bureau_leader, order, "accept").status_code == 302

    order.refresh_from_db()
    assert order.state == "ACCEPTED"
    noted = petition.events.filter(step="note_supervision")
    number = order.number
    assert [event.details for event in noted] == [
        {"demand": "ORDER", "deed": deed, "demand_number": number} for deed in ("ISSUED", "ANSWERED", "REDO", "ANSWERED", "ACCEPTED")
    ]
    assert set(noted.values_list("actor", flat=True)) == {"SYSTEM"}
    assert [deed.event for deed in order.deeds.all()] == list(noted)
    shown = as_(client, cast.liaison).get(petition.get_absolute_url()).content.decode()
    assert number in shown
    assert reverse("demand", args=[order.slug]) in shown


def test_the_organ_its_leader_and_the_handler_in_charge_are_told_and_nobody_of_another_organ(client, cast):
    order = ordered(client, cast)

    told = Notice.objects.filter(kind="demand_order")
    assert {notice.duty for notice in told} == {cast.liaison, cast.leader, cast.handler}
    assert told[0].details["url"] == reverse("demand", args=[order.slug])
    assert WORDS not in str(list(told.values_list("details", flat=True)))


def test_two_clicks_make_one_order(client, cast):
    petition = cast.accepted()
    first = demand(client, cast.supervisor, "ORDER", cast.housing, petition)
    second = demand(client, cast.supervisor, "ORDER", cast.housing, petition)

    assert first.url == second.url
    assert (Demand.objects.count(), DemandDeed.objects.count()) == (1, 1)
    assert demand(client, cast.bureau_leader, "ORDER", cast.housing, petition).status_code == 422  # another's form
    third = demand(client, cast.supervisor, "ORDER", cast.housing, petition, key="another-form")
    assert third.url != first.url
    again = Demand.objects.get(key="another-form")
    assert again.times == 2
    assert again.deeds.get().payload["repeated"] == "二"


def test_two_clicks_at_the_same_moment_make_one_order(office, cast):
    petition, together, made = cast.accepted(), threading.Barrier(2, timeout=30), []
    words = {
        "organ": cast.housing,
        "triggers": ["DELAY"],
        "mode": "LETTER",
        "problem": WORDS,
        "requirement": "查",
        "asked_on": date(2026, 4, 20),
    }

    def click():
        try:
            together.wait()
            made.append(doing.write(KINDS["ORDER"], cast.supervisor, TODAY, key="one-form", petition=petition, **words).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert len(made) == 2
    assert (set(made), DemandDeed.objects.count(), petition.events.filter(step="note_supervision").count()) == (
        {Demand.objects.get().pk},
        1,
        1,
    )


@pytest.mark.parametrize(
    ("kind", "allowed", "refused"),
    [
        ("URGE", ["supervisor", "bureau_leader"], ["city_leader", "leader", "liaison", "dispatcher"]),
        ("ORDER", ["supervisor", "bureau_leader"], ["city_leader", "leader", "liaison"]),
        ("IMPROVE", ["supervisor", "bureau_leader"], ["city_leader", "leader"]),
        ("INSTRUCTION", ["bureau_leader"], ["supervisor", "leader", "liaison"]),
    ],
)
def test_each_kind_is_written_by_its_roles_alone(client, cast, kind, allowed, refused):
    petition = cast.accepted()
    for name in refused:
        response = demand(client, getattr(cast, name), kind, cast.housing, petition)
        assert response.status_code == 404 or "kinds" in response.context, name  # none, or the choice of what is left
    assert Demand.objects.count() == 0
    for name in allowed:
        assert demand(client, getattr(cast, name), kind, cast.housing, petition, key=f"by-{name}").status_code == 302


def test_the_head_of_the_government_instructs_and_the_organ_reports_back(client, cast):
    petition = cast.disputed()  # came before the government
    petition.advance("decide_dispute", by=cast.city_leader, at=at(date(2026, 3, 20)), organ=cast.housing, reason="由住建局主办。")

    assert demand(client, cast.city_leader, "INSTRUCTION", cast.housing, petition, requirement="限期解决。").status_code == 302

    row = Demand.objects.get()
    assert (row.by_organ, row.number) == (cast.city, "")
    assert page(client, cast.supervisor, row).status_code == 200
    assert act(client, cast.supervisor, row, "answer", words="替他们答").status_code == 422
    assert act(client, cast.leader, row, "answer", words="已解决。").status_code == 302
    assert act(client, cast.supervisor, row, "accept").status_code == 422  # the leader who gave it judges it
    assert act(client, cast.city_leader, row, "accept").status_code == 302


def test_an_urging_is_over_when_it_is_answered(client, cast):
    assert demand(client, cast.supervisor, "URGE", cast.housing, cast.accepted()).status_code == 302
    row = Demand.objects.get()
    assert (row.number, row.deeds.get().payload) == ("", None)

    assert act(client, cast.liaison, row, "answer", words="明日办结。").status_code == 302
    assert act(client, cast.supervisor, row, "accept").status_code == 422
    shown = as_(client, cast.supervisor).get(reverse("demands"), {"status": "done"})
    assert list(shown.context["page"]) == [row]


# ── The three suggestions ──


def test_a_suggestion_is_issued_by_another_person_than_proposed_it(client, cast):
    row = suggested(client, cast)
    assert (row.state, row.number) == ("PROPOSED", "")
    assert page(client, cast.liaison, row).status_code == 404
    both = Duty.objects.create(officer=cast.supervisor.officer, organ=cast.bureau, role=Role.B_LEAD, since=date(2020, 1, 1))
    with pytest.raises(NotNow):
        doing.issue(row, both, TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        DemandDeed.objects.create(demand=row, act="ISSUED", duty=both, on=TODAY)
    both.delete()

    assert act(client, cast.supervisor, row, "issue").status_code == 302
    row.refresh_from_db()
    assert row.state == "PROPOSED"
    assert act(client, cast.bureau_leader, row, "issue").status_code == 302

    row.refresh_from_db()
    assert (row.state, row.number) == ("ISSUED", f"{cast.bureau.code}建〔2026〕1号")
    assert (row.due_on, row.rolled_on) == (date(2026, 5, 8), date(2026, 5, 8))
    assert "改进工作建议书" in text_of(client.get(reverse("demand-paper", args=[row.slug, row.deeds.get(act="ISSUED").slug])))
    assert page(client, cast.liaison, row).status_code == 200


def test_the_days_for_the_feedback_are_counted_like_other_clocks(client, cast, settings):
    settings.SUGGESTION_FEEDBACK_DAYS = 23  # 1 May, Labour Day
    row = suggested(client, cast)
    assert act(client, cast.bureau_leader, row, "issue").status_code == 302
    row.refresh_from_db()
    assert (row.due_on, row.rolled_on) == (date(2026, 5, 1), date(2026, 5, 6))

    cast.housing.profile = "SHANGHAI_2018"
    cast.housing.save()
    named = suggested(client, cast, key="by-the-law-of-shanghai")
    act(client, cast.bureau_leader, named, "issue")
    named.refresh_from_db()
    assert named.due_on == date(2026, 5, 8)


def test_a_proposal_comes_back_and_is_proposed_again(client, cast):
    row = suggested(client, cast)
    assert act(client, cast.bureau_leader, row, "give-back", words="").status_code == 422
    assert act(client, cast.bureau_leader, row, "give-back", words="事实不够具体。").status_code == 302
    assert Notice.objects.get(kind="demand_returned").duty == cast.supervisor

    edit = reverse("demand-edit", args=[row.slug])
    assert as_(client, cast.supervisor).get(edit).context["form"].initial["problem"] == WORDS
    changed = typed("IMPROVE", cast.water, subject="物业维修答复", problem="三月有 12 件逾期。", due_on="")
    assert client.post(edit, changed | {"problem": ""}).status_code == 422
    assert client.post(edit, changed).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.problem, row.organ) == ("PROPOSED", "三月有 12 件逾期。", cast.water)
    assert client.get(edit).status_code == 404
    assert [deed.act for deed in row.deeds.all()] == ["PROPOSED", "RETURNED", "PROPOSED"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"adoption": "PARTLY", "words": "", "measures": "试点"}, "words"),
        ({"adoption": "NOT_ADOPTED", "words": " \u200b"}, "words"),
        ({"adoption": "ADOPTED", "measures": ""}, "measures"),
        ({"adoption": "", "words": "好"}, "adoption"),
        ({"adoption": "PERHAPS", "words": "好"}, "adoption"),
        ({"adoption": "ADOPTED", "measures": "试点", "measures_due_on": "2026-02-30"}, "measures_due_on"),
    ],
)
def test_feedback_says_why_not_and_what_is_done(client, cast, said, field):
    row = suggested(client, cast)
    act(client, cast.bureau_leader, row, "issue")

    response = act(client, cast.liaison, row, "answer", **said)

    assert response.status_code == 422
    assert field in response.context["forms"]["answer"].errors
    assert said.get("measures", "") in response.content.decode()
    assert row.deeds.count() == 2


def test_feedback_is_a_paper_of_the_organ(client, cast):
    row = suggested(client, cast)
    act(client, cast.bureau_leader, row, "issue")
    assert act(client, cast.leader, row, "answer", adoption="PARTLY", words="先试点。", measures="两个街道试点。").status_code == 302

    deed = row.deeds.get(act="ANSWERED")
    assert deed.number == f"{cast.housing.code}馈〔2026〕1号"
    assert "部分采纳" in text_of(as_(client, cast.supervisor).get(reverse("demand-paper", args=[row.slug, deed.slug])))
    with pytest.raises(DatabaseError), transaction.atomic():
        DemandDeed.objects.filter(pk=deed.pk).update(words="改写")


def test_who_answered_does_not_judge_in_another_duty(client, cast):
    order = ordered(client, cast)
    both = Duty.objects.create(officer=cast.liaison.officer, organ=cast.bureau, role=Role.SUPERV, since=date(2020, 1, 1))
    doing.answer(order, cast.liaison, TODAY, words="已办。")
    with pytest.raises(NotNow):
        doing.accept(order, both, TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        DemandDeed.objects.create(demand=order, act="ACCEPTED", duty=both, on=TODAY)
    doing.accept(order, cast.supervisor, TODAY)


# ── To whom ──


def test_nothing_is_demanded_of_the_own_bureau_or_of_an_organ_elsewhere(client, cast):
    elsewhere = make_organ("外市水利局")
    for organ in (cast.bureau, cast.city, elsewhere):
        response = demand(client, cast.supervisor, "ORDER", organ, subject="受理工作")
        assert response.status_code == 422
        assert WORDS in response.content.decode()
        assert "organ" in response.context["form"].errors
    assert demand(client, cast.supervisor, "ORDER", cast.water, subject="受理工作").status_code == 302
    assert Demand.objects.get().organ == cast.water


def test_an_organ_that_does_not_know_the_petition_learns_nothing_of_it(client, cast):
    petition = cast.accepted()

    assert "organ" in demand(client, cast.supervisor, "ORDER", cast.water, petition).context["form"].errors
    assert "organ" in demand(client, cast.supervisor, "POLICY", cast.water, petition).context["form"].errors


def test_who_has_a_duty_in_the_organ_demands_nothing_of_it(client, cast):
    Duty.objects.create(officer=cast.supervisor.officer, organ=cast.housing, role=Role.ARCHIVIST, since=date(2020, 1, 1))

    with pytest.raises(NotNow):
        doing.write(
            KINDS["ORDER"], cast.supervisor, TODAY, key="k" * 12, organ=cast.housing, subject="x", triggers=["DELAY"], mode="LETTER", problem="x",
            requirement="x", asked_on=date(2026, 4, 20),
        )  # fmt: skip


def test_accountability_is_suggested_above_and_never_shown_to_the_unit(client, cast):
    office = make_organ("公租房管理所", parent=cast.housing)
    for organ in (cast.housing, office, cast.water, cast.bureau):
        response = demand(client, cast.supervisor, "ACCOUNTABILITY", organ, about=cast.housing.name, subject="瞒报", due_on="")
        assert "organ" in response.context["form"].errors, organ
    row = suggested(client, cast, "ACCOUNTABILITY", cast.city, about=cast.housing.name, subject="瞒报逾期")
    inside = Duty.objects.create(officer=cast.leader.officer, organ=cast.city, role=Role.LIAISON, since=date(2020, 1, 1))
    assert act(client, cast.bureau_leader, row, "issue").status_code == 302

    assert {notice.duty for notice in Notice.objects.filter(kind="demand_accountability")} == {cast.city_leader}
    assert demands.visible_to(inside).count() == 0
    for duty in (cast.leader, cast.liaison):
        assert page(client, duty, row).status_code == 404
        assert "瞒报" not in as_(client, duty).get(reverse("demands-of-us")).content.decode()
    assert page(client, cast.city_leader, row).status_code == 200
    assert act(client, cast.city_leader, row, "answer", adoption="ADOPTED", measures="已约谈。").status_code == 302


def test_accountability_for_a_petition_leaves_no_trace_where_the_unit_reads(client, cast):
    petition = cast.disputed()
    petition.advance("decide_dispute", by=cast.city_leader, at=at(date(2026, 3, 20)), organ=cast.housing, reason="由住建局主办。")
    events = petition.events.count()

    row = suggested(client, cast, "ACCOUNTABILITY", cast.city, about=cast.housing.name, petition=petition, subject="")
    make_duty(Role.LIAISON, cast.city)
    act(client, cast.bureau_leader, row, "issue")

    row.refresh_from_db()
    assert (row.state, petition.events.count()) == ("ISSUED", events)
    address = reverse("demand", args=[row.slug])
    assert address in as_(client, cast.supervisor).get(petition.get_absolute_url()).content.decode()
    assert address not in as_(client, cast.liaison).get(petition.get_absolute_url()).content.decode()


# ── Who must not know ──


def test_a_petition_that_is_sealed_takes_its_demands_along(client, cast):
    order = ordered(client, cast)
    deed = order.deeds.get()
    petition = order.petition
    places = [reverse("demand", args=[order.slug]), reverse("demand-paper", args=[order.slug, deed.slug])]
    for place in places:
        assert as_(client, cast.supervisor).get(place).status_code == 200

    petition.refresh_from_db()
    petition.advance("seal", by=cast.leader, reason="举报", accused=[])

    for duty in (cast.supervisor, cast.bureau_leader, cast.leader):
        for place in places:
            assert as_(client, duty).get(place).status_code == 404
    shown = as_(client, cast.supervisor).get(reverse("demands"))
    assert (list(shown.context["page"]), [chip["count"] for chip in shown.context["chips"] if chip["count"]]) == ([], [])
    assert list(demands.waiting_for(cast.liaison, TODAY)["to_answer"]) == []
    assert act(client, cast.liaison, order, "answer", words="我写了很长很长的一段答复，不想丢掉它。").status_code == 404
    assert (
        "不想丢掉它"
        in act(client, cast.liaison, order, "answer", words="我写了很长很长的一段答复，一共超过二十个字，不想丢掉它。").content.decode()
    )
    assert demand(client, cast.supervisor, "ORDER", cast.housing, petition, key="after-sealing").status_code == 422


def test_the_words_of_a_confidential_matter_are_for_the_named(client, cast):
    order = ordered(client, cast)
    order.petition.advance("restrict", by=cast.leader, reason="涉及商业秘密", colleagues=[cast.liaison])
    paper = reverse("demand-paper", args=[order.slug, order.deeds.get().slug])

    shown = page(client, cast.supervisor, order)
    assert shown.status_code == 200
    for secret in (WORDS, "公租房漏水", "五日内查看"):
        assert secret not in shown.content.decode()
        assert secret not in client.get(reverse("demands")).content.decode()
    assert client.get(paper).status_code == 404
    assert list(client.get(reverse("demands"), {"q": "屋顶仍在"}).context["page"]) == []
    assert list(client.get(reverse("demands"), {"q": order.number}).context["page"]) == [order]
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(client.get(reverse("demands-excel")).streaming_content))).get_sheet_by_index(0)
    assert not any(WORDS in str(cell) or "五日内" in str(cell) or "漏水" in str(cell) for row in sheet.to_python() for cell in row)
    assert act(client, cast.supervisor, order, "withdraw", words="改用其他方式").status_code == 422
    assert WORDS in page(client, cast.liaison, order).content.decode()
    assert client.get(paper).status_code == 200


def test_who_keeps_away_sees_nothing_of_it(client, cast):
    order = ordered(client, cast)
    order.petition.refresh_from_db()
    order.petition.advance("recuse", by=cast.liaison, reason="亲属")

    assert page(client, cast.liaison, order).status_code == 404
    assert list(as_(client, cast.liaison).get(reverse("demands-of-us")).context["page"]) == []
    assert page(client, cast.leader, order).status_code == 200


def test_pages_are_for_those_who_demand_and_those_who_answer(client, cast):
    order = ordered(client, cast)
    for duty in (cast.supervisor, cast.bureau_leader, cast.liaison, cast.leader, cast.handler):
        assert page(client, duty, order).status_code == 200, duty
    for duty in (
        cast.clerk,
        cast.dispatcher,
        cast.archivist,
        cast.accusation_officer,
        cast.admin,
        cast.water_liaison,
        cast.water_handler,
        cast.city_leader,
        cast.joint,
    ):
        assert page(client, duty, order).status_code == 404, duty
        assert as_(client, duty).get(reverse("demand-paper", args=[order.slug, order.deeds.get().slug])).status_code == 404
    for duty in (cast.liaison, cast.handler, cast.clerk):
        assert as_(client, duty).get(reverse("demands")).status_code == 404


# ── Pages ──


def test_one_click_on_a_late_petition_writes_the_letter(client, cast):
    petition = cast.transferred()  # C03 until 31 March
    address = f"{reverse('demand-new')}?kind=ORDER&petition={petition.number}"
    shown = as_(client, cast.supervisor).get(petition.get_absolute_url()).content.decode()
    assert address.replace("&", "&amp;") in shown

    form = client.get(address).context["form"]

    assert "期限至2026年3月31日届满" in form.initial["problem"]
    assert "已超期8日" in form.initial["problem"]
    assert (form.initial["organ"], form.initial["triggers"], form.initial["due_on"]) == (cast.housing, ["DELAY"], date(2026, 4, 20))
    looked = client.post(reverse("demand-new"), typed("ORDER", cast.housing, petition, preview="1"))
    assert (looked.status_code, len(looked.context["pages"]) > 0, Demand.objects.count()) == (200, True, 0)
    order = ordered(client, cast, petition)
    assert order.deeds.get().payload["days_late"] == 8


def test_an_order_on_the_work_of_an_organ_names_no_petition(client, cast):
    assert demand(client, cast.supervisor, "ORDER", cast.housing, subject="受理告知").status_code == 302
    row = Demand.objects.get()

    text = text_of(client.get(reverse("demand-paper", args=[row.slug, row.deeds.get().slug])))

    assert "你单位在信访工作中（受理告知）存在拖延的情形" in text
    assert "信访事项编号" not in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"requirement": "\u200b "}, "requirement"), ({"problem": "x\0y"}, "problem"), ({"due_on": "2026-04-08"}, "due_on"), ({"due_on": "2026-02-30"}, "due_on"),
        ({"due_on": "99999-01-01"}, "due_on"), ({"triggers": ["LAZY"]}, "triggers"), ({"mode": "PIGEON"}, "mode"), ({"organ": "没有这个局"}, "organ"),
        ({"petition": "7K3Q-0000-0000X"}, "petition"), ({"petition": "", "subject": ""}, "subject"), ({"problem": "长" * 5001}, "problem"),
        ({"key": "<script>"}, "key"),
    ],
)  # fmt: skip
def test_what_cannot_be_issued_is_said_beside_its_field_and_what_was_typed_stays(client, cast, changes, field):
    petition = cast.accepted()

    response = as_(client, cast.supervisor).post(reverse("demand-new"), typed("ORDER", cast.housing, petition) | changes)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "五日内查看并答复" in response.content.decode() or field == "requirement"
    assert Demand.objects.count() == 0


def test_strange_addresses_are_no_errors(client, cast):
    as_(client, cast.supervisor)
    for query in ({"kind": "X"}, {"kind": "ORDER", "petition": "'"}, {"kind": "ORDER", "petition": "９" * 300}, {"petition": "<b>"}):
        assert client.get(reverse("demand-new"), query).status_code == 200
    for query in ({"status": "x"}, {"kind": "x"}, {"organ": "x"}, {"page": "x"}, {"q": "x" * 500}, {"organ_slug": "'"}):
        assert client.get(reverse("demands"), query).status_code == 200
        assert client.get(reverse("demands-print"), query).status_code == 200
    assert client.get(reverse("demand", args=["x"])).status_code == 404
    assert client.post(reverse("demand-act", args=["x", "answer"])).status_code == 404
    assert client.post(reverse("demand-act", args=["x", "burn"])).status_code == 404


def test_a_file_comes_with_the_reply_and_is_for_those_who_read_it(client, cast):
    order = ordered(client, cast)
    bad = SimpleUploadedFile("病毒.exe", b"MZ" + b"\0" * 50)
    assert "uploads" in act(client, cast.liaison, order, "answer", words="见附件。", uploads=[bad]).context["forms"]["answer"].errors
    assert DemandFile.objects.count() == 0

    assert act(client, cast.liaison, order, "answer", words="见附件。", uploads=[SimpleUploadedFile("合同.pdf", PDF)]).status_code == 302

    kept = DemandFile.objects.get()
    address = reverse("demand-file", args=[order.slug, kept.deed.slug, kept.slug])
    assert b"".join(as_(client, cast.supervisor).get(address).streaming_content) == PDF
    assert as_(client, cast.water_liaison).get(address).status_code == 404
    assert (
        as_(client, cast.supervisor)
        .get(reverse("demand-file", args=[order.slug, order.deeds.get(act="ISSUED").slug, kept.slug]))
        .status_code
        == 404
    )


def test_chips_are_addresses_and_excel_and_print_hold_what_is_shown(client, cast):
    late, soon = ordered(client, cast), ordered(client, cast, key="second-order")
    Demand.objects.filter(pk=late.pk).update(due_on=date(2026, 4, 2), rolled_on=date(2026, 4, 2))
    urged = cast.accepted(organ=None)
    demand(client, cast.supervisor, "URGE", cast.housing, urged, key="an-urging")
    act(client, cast.liaison, soon, "answer", words="已办。")

    def shown(**query):
        return {row.key for row in as_(client, cast.supervisor).get(reverse("demands"), query).context["page"]}

    assert shown() == {"a-form-of-its-own", "second-order", "an-urging"}
    assert shown(status="overdue") == {"a-form-of-its-own"}
    assert shown(status="waiting") == {"a-form-of-its-own", "an-urging"}
    assert shown(status="answered") == {"second-order"}
    assert shown(kind="URGE") == {"an-urging"}
    assert shown(organ="市水利局") == set()
    assert shown(q="屋顶仍在") == {"a-form-of-its-own", "second-order"}
    assert shown(q=urged.number) == {"an-urging"}
    sheet = client.get(reverse("demands-excel"), {"status": "overdue"})
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet.streaming_content))).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == [late.number]
    printed = client.get(reverse("demands-print"), {"status": "answered"}).content.decode()
    assert soon.number in printed
    assert late.number not in printed
    found = demands.waiting_for(cast.supervisor, TODAY)
    assert {name: [row.key for row in rows] for name, rows in found.items()} == {
        "to_judge": ["second-order"], "overdue": ["a-form-of-its-own"], "to_issue": [], "drafts": [], "to_answer": [],
    }  # fmt: skip
    assert [row.key for row in demands.waiting_for(cast.liaison, TODAY)["to_answer"]] == ["a-form-of-its-own", "an-urging"]
    assert [row.key for row in demands.waiting_for(cast.handler, TODAY)["to_answer"]] == ["a-form-of-its-own", "an-urging"]


def test_a_demand_on_no_petition_is_in_the_spreadsheet_too(client, cast):
    demand(client, cast.supervisor, "ORDER", cast.housing, subject="受理告知")

    sheet = as_(client, cast.supervisor).get(reverse("demands-excel"))

    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet.streaming_content))).get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows[1:]] == ["受理告知"]


def test_a_withdrawn_demand_says_why_and_takes_no_answer(client, cast):
    order = ordered(client, cast)
    assert act(client, cast.supervisor, order, "withdraw", words="").status_code == 422
    assert act(client, cast.supervisor, order, "withdraw", words="发错单位").status_code == 302

    response = act(client, cast.liaison, order, "answer", words="我们的答复已经写好了。")
    assert response.status_code == 422
    assert "我们的答复已经写好了。" in response.content.decode()
    assert order.deeds.last().words == "发错单位"
    with pytest.raises(DatabaseError), transaction.atomic():
        Demand.objects.filter(pk=order.pk).update(requirement="改写")


@pytest.mark.parametrize("name", ["demands", "demands-of-us", "demands-print"])
def test_one_row_and_thirty_cost_the_same_queries(client, cast, name):
    duty = cast.leader if name == "demands-of-us" else cast.supervisor
    petition = cast.accepted()
    ordered(client, cast, petition)
    as_(client, duty).get(reverse(name))
    with count_queries() as few:
        client.get(reverse(name))
    for number in range(30):
        doing.write(
            KINDS["ORDER"], cast.supervisor, TODAY, key=f"form-{number:04}", petition=petition if number % 2 else None, organ=cast.housing, subject="x",
            triggers=["DELAY"], mode="LETTER", problem="x", requirement="x", asked_on=date(2026, 4, 20),
        )  # fmt: skip
    with count_queries() as many:
        client.get(reverse(name))

    assert len(few) == len(many) <= 14


def test_a_petition_page_costs_no_more_with_many_demands(client, cast):
    petition = cast.accepted()
    ordered(client, cast, petition)
    as_(client, cast.supervisor).get(petition.get_absolute_url())
    with count_queries() as few:
        client.get(petition.get_absolute_url())
    for number in range(8):
        ordered(client, cast, petition, key=f"form-{number:04}")
    with count_queries() as many:
        client.get(petition.get_absolute_url())

    assert len(few) == len(many)


def test_nothing_is_demanded_for_a_petition_that_is_off_line_or_sealed(client, cast):
    offline = cast.accepted()
    offline.advance("take_offline", by=cast.leader)
    assert "petition" in demand(client, cast.supervisor, "ORDER", cast.housing, offline).context["form"].errors
    secret = Petition.objects.get(pk=cast.accepted().pk)
    secret.advance("seal", by=cast.leader, reason="举报", accused=[])
    assert "petition" in demand(client, cast.supervisor, "ORDER", cast.housing, secret).context["form"].errors
    assert Demand.objects.count() == 0
