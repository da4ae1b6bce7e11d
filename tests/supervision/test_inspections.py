"""Does a joint inspection go from its plan to what the organs put right, and does nobody see in it what is not theirs?"""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from accounts.models import Absence, Duty, Role
from petitions.models import Notice, Party
from supervision import checklists, inspecting, inspection_sample
from supervision.models import (
    CheckAnswer,
    InspectedCase,
    Inspection,
    InspectionFinding,
    InspectionReport,
    RectificationReply,
    RectificationTask,
    RectificationVerdict,
    ReportDraft,
)
from tests.database import count_queries
from tests.factories import at, make_duty, make_organ, make_petition
from tests.petitions.conftest import on, sign_in
from tests.uploads.samples import pdf

__all__ = ["on", "sign_in"]

TODAY = date(2026, 4, 8)
STATE = Inspection.State


@pytest.fixture
def city(cast, on):
    """Three matters at the housing bureau, two at the water bureau; a second supervisor; the eighth of April."""
    on(2026, 4, 8)
    cast.supervisor_two = make_duty(Role.SUPERV, cast.bureau, "范督查")
    cast.at_housing = [cast.transferred(subject=f"住建{place}") for place in range(3)]
    cast.at_water = [cast.transferred(organ=cast.water, subject=f"水利{place}") for place in range(2)]
    return cast


@pytest.fixture
def browse(sign_in):
    """`browse(duty)`: one browser for each duty."""
    browsers = {}

    def of(duty):
        if duty.pk not in browsers:
            browsers[duty.pk] = sign_in(duty)
        return browsers[duty.pk]

    return of


def answers(city, **changes):
    return {
        "title": "一季度联合督查", "scope": "群众反映集中的住房、供水事项", "since": "2026-01-01", "until": "2026-03-31", "sample_size": "2",
        "organs": [city.housing.slug, city.water.slug], "lead": city.supervisor.slug, "members": [city.joint.slug, city.water_leader.slug], **changes,
    }  # fmt: skip


def planned(city, browse, by=None, **changes):
    response = browse(by or city.supervisor).post(reverse("inspection-plan"), answers(city, **changes))
    assert response.status_code == 302, response.context["form"].errors
    return Inspection.objects.first()


def decided(city, browse, inspection, by=None, **typed):
    return browse(by or city.bureau_leader).post(
        reverse("inspection-decide", args=[inspection.slug]), {"decision": "approve", **typed}, follow=True
    )


def underway(city, browse, **changes):
    inspection = planned(city, browse, **changes)
    decided(city, browse, inspection)
    inspection.refresh_from_db()
    assert inspection.state == STATE.UNDERWAY
    return inspection


def checked(lines=None, seen=0, **changes):
    form = {"seen": str(seen)}
    for line in checklists.OF_A_CASE:
        form |= {f"answer_{line.code}": "YES", f"remark_{line.code}": ""}
    return form | changes


def page(browse, duty, name, *slugs, **query):
    return browse(duty).get(reverse(name, args=slugs), query)


def text(response):
    return response.content.decode()


def finding_about(browse, duty, case, words="没有书面告知", **changes):
    inspection = case.inspection
    address = reverse("inspection-case-find", args=[inspection.slug, case.slug])
    response = browse(duty).post(address, {"code": "TOLD", "severity": "SERIOUS", "words": words, **changes})
    assert response.status_code == 302, response.context["form"].errors
    return InspectionFinding.objects.last()


def asked(browse, duty, finding, requirement="五日内补办书面告知"):
    address = reverse("inspection-require", args=[finding.inspection.slug, finding.slug])
    response = browse(duty).post(address, {"requirement": requirement, "due_on": "2026-05-08"})
    assert response.status_code == 302, response.context["form"].errors
    return RectificationTask.objects.last()


def test_a_campaign_from_the_plan_to_its_end(city, browse):
    inspection = planned(city, browse)
    assert page(browse, city.water_leader, "inspection", inspection.slug).status_code == 404  # not before it runs
    decided(city, browse, inspection)

    inspection.refresh_from_db()
    drawn = list(inspection.cases.order_by("pk"))
    assert (inspection.state, inspection.drawn, len(inspection.seed)) == (STATE.UNDERWAY, 4, 9)
    for organ, petitions in ((city.housing, city.at_housing), (city.water, city.at_water)):
        ranked = sorted(petitions, key=lambda petition: inspection_sample.rank(inspection.seed, petition.number))
        assert [case.petition for case in drawn if case.organ == organ] == ranked[:2]
    assert set(Notice.objects.filter(kind="inspection_underway").values_list("duty", flat=True)) == {
        city.supervisor.pk, city.joint.pk, city.water_leader.pk,
    }  # fmt: skip

    # Every matter is checked; one line of one is not so.
    for case in drawn:
        changes = {"answer_IN_TIME": "NO", "remark_IN_TIME": "超期三天"} if case == drawn[0] else {}
        assert browse(city.joint).post(reverse("inspection-case", args=[inspection.slug, case.slug]), checked(**changes)).status_code == 302
    about_matter = finding_about(browse, city.supervisor, drawn[0])
    form = {"organ": city.water.slug, "code": "LEADERS", "severity": "MINOR", "words": "领导干部接访次数不足"}
    assert browse(city.joint).post(reverse("inspection-find", args=[inspection.slug]), form).status_code == 302
    task = asked(browse, city.supervisor, about_matter)
    overview = page(browse, city.supervisor, "inspection", inspection.slug)
    assert [(line["organ"], line["drawn"], line["checked"], line["findings"]) for line in overview.context["organs"]] == [
        (city.housing, 2, 2, 1),
        (city.water, 2, 2, 1),
    ]

    # The organ reports with proof; who asked does not judge, another sends it back and accepts it then.
    assert [row["row"].slug for row in page(browse, city.liaison, "rectification").context["rows"]] == [task.slug]
    address = reverse("rectification-task", args=[task.slug])
    browse(city.liaison).post(address, {"words": "已经补办", "files": SimpleUploadedFile("告知书.pdf", pdf())})
    task.refresh_from_db()
    assert (task.state, task.replies.get().files.get().name) == ("ANSWERED", "告知书.pdf")
    file = page(browse, city.supervisor_two, "rectification-file", task.slug, task.replies.get().files.get().slug)
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    judge = reverse("rectification-judge", args=[task.slug])
    browse(city.supervisor).post(judge, {"verdict": "done"})
    assert not RectificationVerdict.objects.exists()
    assert browse(city.supervisor_two).post(judge, {"verdict": "returned"}).status_code == 422
    browse(city.supervisor_two).post(judge, {"verdict": "returned", "words": "缺送达回证"})
    assert "缺送达回证" in text(page(browse, city.leader, "rectification-task", task.slug))
    browse(city.leader).post(address, {"words": "已附送达回证"})

    # The report: written by the team, signed by a leader who wrote none of it, read below.
    report = reverse("inspection-report", args=[inspection.slug])
    words = {"seen": "0", "analysis": "总体较好，个别单位告知不及时。", "requirements": "举一反三，限期整改。"}
    assert browse(city.supervisor).post(report, words).status_code == 302
    shown = browse(city.bureau_leader).get(report)
    assert shown.context["may_issue"]
    assert not shown.context["is_part"]
    browse(city.bureau_leader).post(reverse("inspection-report-sign", args=[inspection.slug]), {"shown": shown.context["shown"]})
    issued = InspectionReport.objects.get()
    assert {figure["label"]: figure["value"] for figure in issued.payload["figures"]} == {
        "被督查单位": "2", "抽查信访事项": "4", "完成检查": "4", "一般问题": "1", "较重问题": "1", "严重问题": "0", "交办整改任务": "1", "已完成整改": "0",
    }  # fmt: skip
    assert issued.payload["problems"] == [
        f"未在规定期限内书面告知：{city.housing.short_name}1件",
        f"超期办理：{city.housing.short_name}1件",
        f"{city.water.short_name}领导干部接访下访、包案不落实：领导干部接访次数不足",
    ]
    assert "没有书面告知" not in str(issued.payload)  # of a matter numbers alone
    assert issued.number == f"{city.bureau.code}通〔2026〕1号"
    for reader in (city.liaison, city.water_liaison, city.supervisor):
        paper = page(browse, reader, "inspection-report-paper", issued.slug)
        assert (paper.status_code, paper["Content-Type"], paper.content[:4]) == (200, "application/pdf", b"%PDF")
    assert issued.number in text(page(browse, city.water_liaison, "rectification"))
    education = city.education_liaison
    assert page(browse, education, "inspection-report-paper", issued.slug).status_code == 404
    assert issued.number not in text(page(browse, education, "rectification"))

    # Closed when the last task is.
    close = reverse("inspection-close", args=[inspection.slug])
    assert "Not everything is put right yet" in text(browse(city.supervisor).post(close, follow=True))
    browse(city.joint).post(judge, {"verdict": "done"})
    browse(city.supervisor).post(close)
    inspection.refresh_from_db()
    task.refresh_from_db()
    assert (inspection.state, inspection.closed_by, task.state) == (STATE.CLOSED, city.supervisor, "DONE")


def test_nobody_approves_their_own_plan_and_two_clicks_draw_once(city, browse):
    both = make_duty(Role.SUPERV, city.bureau)
    Duty.objects.create(officer=both.officer, organ=city.bureau, role=Role.B_LEAD, since=date(2020, 1, 1))
    own = planned(city, browse, by=both)
    chief = both.officer.duties.get(role=Role.B_LEAD)
    client = browse(chief)
    client.post(reverse("act-as"), {"duty": chief.slug})
    decided(city, browse, own, by=chief)
    decided(city, browse, own, by=city.supervisor_two)
    own.refresh_from_db()
    assert (own.state, own.seed, InspectedCase.objects.count()) == (STATE.PLANNED, "", 0)

    decided(city, browse, own)
    own.refresh_from_db()
    before = (own.seed, list(own.cases.values_list("petition", flat=True)))
    second = decided(city, browse, own)
    own.refresh_from_db()

    assert before == (own.seed, list(own.cases.values_list("petition", flat=True)))
    assert len(before[1]) == 4
    assert "decided on already" in text(second)
    with pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.filter(pk=own.pk).update(seed="000000001")


def test_the_database_refuses_a_plan_approved_a_report_signed_and_a_task_judged_by_its_author(city, browse):
    inspection = planned(city, browse)
    with pytest.raises(DatabaseError, match="another person"), transaction.atomic():
        Inspection.objects.filter(pk=inspection.pk).update(state="UNDERWAY", seed="123456789", decided_by=city.supervisor)
    decided(city, browse, inspection)
    task = asked(browse, city.supervisor, finding_about(browse, city.joint, inspection.cases.first()))
    reply = RectificationReply.objects.create(task=task, words="好", duty=city.liaison, recorded_at=at(TODAY))
    for author in (city.liaison, city.supervisor):
        with pytest.raises(DatabaseError, match="another person"), transaction.atomic():
            RectificationVerdict.objects.create(reply=reply, is_done=True, duty=author, recorded_at=at(TODAY))
    ReportDraft.objects.create(inspection=inspection, analysis="好", requirements="好", duty=city.bureau_leader, recorded_at=at(TODAY))
    with pytest.raises(DatabaseError, match="another person"), transaction.atomic():
        InspectionReport.objects.create(inspection=inspection, number="x", payload={}, issued_on=TODAY, issued_by=city.bureau_leader)
    with pytest.raises(DatabaseError, match="as it was asked"), transaction.atomic():
        RectificationTask.objects.filter(pk=task.pk).update(due_on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"title": "一\0二"}, "title"),
        ({"sample_size": "0"}, "sample_size"),
        ({"sample_size": "9" * 400}, "sample_size"),
        ({"since": "2026-02-30"}, "since"),
        ({"since": "2026-04-01", "until": "2026-03-01"}, "until"),
        ({"until": "2027-01-01"}, "until"),
        ({"organs": []}, "organs"),
        ({"organs": ["nosuchorgan2"]}, "organs"),
        ({"organs": ["\0"]}, "organs"),
        ({"lead": ""}, "lead"),
        ({"members": ["x" * 500]}, "members"),
    ],
)
def test_a_plan_with_gaps_says_where_and_keeps_what_was_typed(city, browse, change, field):
    response = browse(city.supervisor).post(reverse("inspection-plan"), answers(city, **change))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    if field != "scope":
        assert "群众反映集中的住房、供水事项" in text(response)
    assert not Inspection.objects.exists()


def test_the_bureau_itself_and_other_cities_are_not_inspected(city, browse):
    elsewhere = make_organ("交通局")
    for organ in (city.bureau, city.city, elsewhere):
        assert browse(city.supervisor).post(reverse("inspection-plan"), answers(city, organs=[organ.slug])).status_code == 422
    assert browse(city.supervisor).post(reverse("inspection-plan"), answers(city)).status_code == 302


def test_a_plan_is_changed_by_its_planner_alone_until_it_is_decided_on(city, browse):
    inspection = planned(city, browse)
    address = reverse("inspection-change", args=[inspection.slug])

    assert browse(city.joint).get(address).status_code == 404
    assert "群众反映集中" in text(browse(city.supervisor).get(address))
    assert browse(city.supervisor).post(address, answers(city, title="改过的")).status_code == 302
    inspection.refresh_from_db()
    assert (inspection.title, inspection.members.count()) == ("改过的", 3)
    decided(city, browse, inspection)
    assert browse(city.supervisor).post(address, answers(city, title="再改")).status_code == 404


def test_a_leader_refuses_with_a_reason(city, browse):
    inspection = planned(city, browse)
    assert "Please give a reason" in text(decided(city, browse, inspection, decision="refuse", reason=" "))
    decided(city, browse, inspection, decision="refuse", reason="与市里的安排冲突")

    inspection.refresh_from_db()
    assert (inspection.state, inspection.refusal) == (STATE.DROPPED, "与市里的安排冲突")
    assert Notice.objects.get(kind="inspection_refused").duty == city.supervisor
    assert "与市里的安排冲突" in text(page(browse, city.supervisor, "inspection", inspection.slug))


def test_sealed_confidential_and_older_matters_are_not_drawn(city, browse):
    city.at_water[0].advance("restrict", by=city.water_leader, reason="涉及商业秘密", colleagues=[city.water_handler])
    seal(city, city.at_water[1])
    city.transferred(organ=city.water, received_on=date(2025, 12, 1), sent_on=date(2025, 12, 10))

    inspection = underway(city, browse)
    assert set(inspection.cases.values_list("organ", flat=True)) == {city.housing.pk}

    nothing = planned(city, browse, organs=[city.water.slug])
    assert "no matter of that time" in text(decided(city, browse, nothing))
    nothing.refresh_from_db()
    assert (nothing.state, nothing.seed) == (STATE.PLANNED, "")


def seal(city, petition):
    petition.refresh_from_db()
    petition.advance("seal", by=petition_officer(city, petition), at=at(TODAY), accused=[], reason="来电检举")


def petition_officer(city, petition):
    return city.water_liaison if petition.holder_organ_id == city.water.pk else city.liaison


def test_a_member_inspects_no_matter_of_the_own_organ_and_none_that_is_hidden_anyway(city, browse):
    inspection = underway(city, browse)
    of_water, of_housing = (inspection.cases.filter(organ=organ).first() for organ in (city.water, city.housing))
    guest = city.water_leader

    overview = page(browse, guest, "inspection", inspection.slug)
    assert "You are a guest of this team" in text(overview)
    assert inspection.seed not in text(overview)  # with it the own organ could work out which of its matters were drawn
    assert inspection.seed in text(page(browse, city.supervisor, "inspection", inspection.slug))
    assert [line["drawn"] for line in overview.context["organs"]] == [0, 0]
    assert page(browse, guest, "inspection-cases", inspection.slug).context["rows"] == []
    for case in (of_water, of_housing):
        assert page(browse, guest, "inspection-case", inspection.slug, case.slug).status_code == 404
        assert browse(guest).post(reverse("inspection-case", args=[inspection.slug, case.slug]), checked()).status_code == 404
        assert page(browse, guest, "inspection-case-find", inspection.slug, case.slug).status_code == 404
        assert page(browse, city.supervisor, "inspection-case", inspection.slug, case.slug).status_code == 200
    form = {"code": "MEANS", "severity": "MINOR", "words": "没有接访场所"}
    address = reverse("inspection-find", args=[inspection.slug])
    assert browse(guest).post(address, {"organ": city.water.slug, **form}).status_code == 422
    assert browse(guest).post(address, {"organ": city.housing.slug, **form}).status_code == 302
    assert InspectionFinding.objects.get().organ == city.housing
    # A supervisor who is also liaison of an inspected organ does not see its matters either.
    Duty.objects.create(officer=city.joint.officer, organ=city.housing, role=Role.LIAISON, since=date(2020, 1, 1))
    assert {row.organ for row in page(browse, city.joint, "inspection-cases", inspection.slug).context["rows"]} == {city.water}
    assert page(browse, city.joint, "inspection", inspection.slug).context["seen"].is_part


def test_who_has_no_part_in_it_finds_no_page(city, browse):
    inspection = underway(city, browse)
    finding = finding_about(browse, city.supervisor, inspection.cases.filter(organ=city.housing).first())
    task = asked(browse, city.supervisor, finding)
    case = inspection.cases.first()
    of_campaign = ("inspection", "inspection-cases", "inspection-findings", "inspection-report", "inspection-find")

    for duty in (city.clerk, city.handler, city.accusation_officer, city.admin, city.liaison, city.education_leader, city.city_leader):
        for name in of_campaign:
            assert page(browse, duty, name, inspection.slug).status_code == 404, (duty, name)
        assert page(browse, duty, "inspection-case", inspection.slug, case.slug).status_code == 404
        assert browse(duty).post(reverse("inspection-close", args=[inspection.slug])).status_code == 404
        if duty != city.liaison:
            assert page(browse, duty, "rectification-task", task.slug).status_code == 404, duty
    stranger = make_duty(Role.SUPERV, city.discipline)
    assert page(browse, stranger, "inspection", inspection.slug).status_code == 404
    assert list(page(browse, stranger, "inspections").context["page"]) == []
    assert page(browse, city.water_liaison, "rectification-task", task.slug).status_code == 404
    assert browse(city.water_liaison).post(reverse("rectification-task", args=[task.slug]), {"words": "已办"}).status_code == 404
    for name in of_campaign:
        assert page(browse, city.supervisor, name, inspection.slug).status_code == 200, name
    assert page(browse, city.liaison, "rectification-task", task.slug).status_code == 200
    # Somebody of the bureau who is not on the team reads, and checks nothing.
    assert browse(city.supervisor_two).get(reverse("inspection-case", args=[inspection.slug, case.slug])).context["form"] is None
    assert browse(city.supervisor_two).post(reverse("inspection-case", args=[inspection.slug, case.slug]), checked()).status_code == 404
    assert page(browse, city.supervisor_two, "inspection-find", inspection.slug).status_code == 404
    assert not CheckAnswer.objects.exists()


def test_a_matter_that_is_sealed_later_is_gone_with_all_that_hangs_on_it(city, browse):
    inspection = underway(city, browse, sample_size="1")
    gone, stays = (inspection.cases.filter(organ=organ).get() for organ in (city.housing, city.water))
    for case in (gone, stays):
        browse(city.supervisor).post(
            reverse("inspection-case", args=[inspection.slug, case.slug]), checked(answer_FACTS="NO", remark_FACTS="证据不足")
        )
    task = asked(browse, city.supervisor, finding_about(browse, city.supervisor, gone, words="泄露的话"))
    browse(city.liaison).post(
        reverse("rectification-task", args=[task.slug]), {"words": "已办", "files": SimpleUploadedFile("证明.pdf", pdf())}
    )
    file = RectificationReply.objects.get().files.get()
    report = reverse("inspection-report", args=[inspection.slug])
    browse(city.supervisor).post(report, {"seen": "0", "analysis": "好", "requirements": "改"})
    before = browse(city.bureau_leader).get(report)
    assert city.housing.short_name in str(before.context["payload"]["problems"])
    assert page(browse, city.supervisor_two, "rectification-task", task.slug).status_code == 200

    seal(city, gone.petition)
    # A leader in charge of it sees the accusation, but what is counted and reported here is read by others.
    gone.petition.advance("name_readers", by=city.accusation_officer, reason="由其分管", colleagues=[city.bureau_leader])
    assert browse(city.bureau_leader).get(gone.petition.get_absolute_url()).status_code == 200

    for duty in (city.supervisor, city.supervisor_two, city.bureau_leader, city.joint, city.accusation_officer, city.liaison, city.leader):
        assert page(browse, duty, "inspection-case", inspection.slug, gone.slug).status_code == 404
        assert page(browse, duty, "rectification-task", task.slug).status_code == 404
        assert page(browse, duty, "rectification-file", task.slug, file.slug).status_code == 404
        assert browse(duty).post(reverse("rectification-judge", args=[task.slug]), {"verdict": "done"}).status_code == 404
    assert page(browse, city.liaison, "rectification").context["rows"] == []
    assert [row.slug for row in page(browse, city.supervisor, "inspection-cases", inspection.slug).context["rows"]] == [stays.slug]
    assert page(browse, city.supervisor, "inspection-findings", inspection.slug).context["rows"] == []
    overview = page(browse, city.supervisor, "inspection", inspection.slug)
    assert [(line["drawn"], line["findings"]) for line in overview.context["organs"]] == [(0, 0), (1, 0)]
    assert "in part" in text(overview)
    assert "泄露的话" not in str(excel(browse, city.supervisor, inspection))
    # What was written while it was there is not signed unread; the new one says that it is a part.
    sign = reverse("inspection-report-sign", args=[inspection.slug])
    shown = browse(city.bureau_leader).get(report)
    assert shown.context["is_part"]
    assert city.housing.short_name not in str(shown.context["payload"]["problems"])
    assert "looked through and saved again" in text(browse(city.bureau_leader).post(sign, {"shown": shown.context["shown"]}, follow=True))
    browse(city.supervisor).post(report, {"seen": "1", "analysis": "好", "requirements": "改"})
    browse(city.bureau_leader).post(sign, {"shown": browse(city.bureau_leader).get(report).context["shown"]})
    figures = {figure["label"]: figure["value"] for figure in InspectionReport.objects.get().payload["figures"]}
    assert (figures["抽查信访事项（部分）"], figures["交办整改任务（部分）"]) == ("1", "0")
    # And what nobody sees any more holds nothing up.
    browse(city.supervisor).post(reverse("inspection-close", args=[inspection.slug]))
    inspection.refresh_from_db()
    assert inspection.state == STATE.CLOSED


def test_who_keeps_away_or_is_accused_sees_nothing_of_it(city, browse):
    inspection = underway(city, browse)
    first, second = inspection.cases.filter(organ=city.housing)
    first.petition.advance("recuse", by=city.liaison, reason="亲属")
    Party.objects.create(petition=second.petition, role=Party.Role.ACCUSED, officer=city.supervisor_two.officer, name="范督查")
    tasks = [asked(browse, city.joint, finding_about(browse, city.supervisor, case)) for case in (first, second)]

    assert [row["row"].slug for row in page(browse, city.liaison, "rectification").context["rows"]] == [tasks[1].slug]
    assert page(browse, city.liaison, "rectification-task", tasks[0].slug).status_code == 404
    assert page(browse, city.supervisor_two, "inspection-case", inspection.slug, second.slug).status_code == 404
    assert len(page(browse, city.supervisor_two, "inspection-cases", inspection.slug).context["rows"]) == 3
    told = Notice.objects.filter(kind="rectification_asked")
    assert set(told.values_list("duty", "petition")) == {
        (city.leader.pk, first.petition_id), (city.leader.pk, second.petition_id), (city.liaison.pk, second.petition_id),
    }  # fmt: skip


def test_words_about_a_confidential_matter_are_for_named_persons(city, browse):
    inspection = underway(city, browse, sample_size="1")
    case = inspection.cases.get(organ=city.housing)
    browse(city.supervisor).post(
        reverse("inspection-case", args=[inspection.slug, case.slug]), checked(answer_FACTS="NO", remark_FACTS="配方被抄")
    )
    task = asked(browse, city.supervisor, finding_about(browse, city.supervisor, case, words="配方外泄"), requirement="收回配方")
    browse(city.liaison).post(
        reverse("rectification-task", args=[task.slug]), {"words": "配方已收回", "files": SimpleUploadedFile("证明.pdf", pdf())}
    )
    file = RectificationReply.objects.get().files.get()

    case.petition.refresh_from_db()
    case.petition.advance("restrict", by=city.leader, reason="商业秘密", colleagues=[city.leader])

    for duty in (city.supervisor, city.supervisor_two, city.bureau_leader):
        pages = [
            page(browse, duty, "inspection-case", inspection.slug, case.slug), page(browse, duty, "inspection-findings", inspection.slug),
            page(browse, duty, "inspection-cases", inspection.slug), page(browse, duty, "rectification-task", task.slug),
            page(browse, duty, "inspection-report", inspection.slug),
        ]  # fmt: skip
        for shown in pages:
            assert shown.status_code == 200
            assert not [word for word in ("配方", case.petition.subject) if word in text(shown)]
        assert page(browse, duty, "rectification-file", task.slug, file.slug).status_code == 404
        assert browse(duty).post(reverse("rectification-judge", args=[task.slug]), {"verdict": "done"}).status_code == 404
    assert "配方" not in str(excel(browse, city.supervisor, inspection))
    assert browse(city.supervisor).post(reverse("inspection-case", args=[inspection.slug, case.slug]), checked(seen=10)).status_code == 404
    named = page(browse, city.leader, "rectification-task", task.slug)
    assert all(word in text(named) for word in ("配方外泄", "收回配方", "配方已收回"))
    assert browse(city.liaison).post(reverse("rectification-task", args=[task.slug]), {"words": "再报"}).status_code == 404


def excel(browse, duty, inspection):
    response = page(browse, duty, "inspection-findings-excel", inspection=inspection.slug)
    return CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0).to_python()


def test_the_spreadsheet_holds_what_the_list_shows(city, browse):
    inspection = underway(city, browse)
    case = inspection.cases.filter(organ=city.housing).first()
    asked(browse, city.supervisor, finding_about(browse, city.supervisor, case, words="=1+1"))
    form = {"organ": city.water.slug, "code": "SOURCE", "severity": "GRAVE", "words": "源头未治理"}
    browse(city.supervisor).post(reverse("inspection-find", args=[inspection.slug]), form)

    rows = excel(browse, city.supervisor, inspection)

    assert [(row[0], row[1], row[4], row[7]) for row in rows[1:]] == [
        (city.housing.name, case.petition.grouped_number, "=1+1", date(2026, 5, 8)),
        (city.water.name, "", "源头未治理", ""),
    ]
    assert page(browse, city.supervisor, "inspection-findings-excel", inspection="nosuch").status_code == 404
    assert page(browse, city.water_leader, "inspection-findings-excel", inspection=inspection.slug).status_code == 404


def test_a_colleague_who_was_faster_loses_nobody_their_words(city, browse):
    inspection = underway(city, browse)
    case = inspection.cases.first()
    address = reverse("inspection-case", args=[inspection.slug, case.slug])
    browse(city.joint).post(address, {"seen": "0", "answer_FACTS": "YES"})

    late = browse(city.supervisor).post(address, {"seen": "0", "answer_FACTS": "NO", "remark_FACTS": "缺少笔录"})
    assert late.status_code == 422
    assert "A colleague answered meanwhile" in text(late)
    assert "缺少笔录" in text(late)
    again = browse(city.supervisor).post(
        address, {"seen": late.context["form"]["seen"].value(), "answer_FACTS": "NO", "remark_FACTS": "缺少笔录"}
    )
    assert again.status_code == 302
    assert list(case.answers.values_list("duty", "answer")) == [(city.joint.pk, "YES"), (city.supervisor.pk, "NO")]
    browse(city.supervisor).post(address, {"seen": "2", "answer_FACTS": "NO", "remark_FACTS": "缺少笔录"})  # nothing new
    assert case.answers.count() == 2

    report = reverse("inspection-report", args=[inspection.slug])
    browse(city.joint).post(report, {"seen": "0", "analysis": "甲", "requirements": "甲"})
    late = browse(city.supervisor).post(report, {"seen": "0", "analysis": "乙的话", "requirements": "乙"})
    assert (late.status_code, "乙的话" in text(late), ReportDraft.objects.count()) == (422, True, 1)

    finding = finding_about(browse, city.supervisor, case)
    same = {"code": "TOLD", "severity": "SERIOUS", "words": finding.words}
    assert browse(city.supervisor).post(reverse("inspection-case-find", args=[inspection.slug, case.slug]), same).status_code == 422
    task = asked(browse, city.supervisor, finding)
    again = reverse("inspection-require", args=[inspection.slug, finding.slug])
    assert browse(city.joint).post(again, {"requirement": "再来一次", "due_on": "2026-05-08"}).status_code == 422
    organ = petition_officer(city, case.petition)
    browse(organ).post(reverse("rectification-task", args=[task.slug]), {"words": "已办"})
    late = browse(organ).post(reverse("rectification-task", args=[task.slug]), {"words": "我也写了"})
    assert (late.status_code, "我也写了" in text(late), task.replies.count()) == (422, True, 1)
    assert (InspectionFinding.objects.count(), RectificationTask.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"answer_FACTS": "MAYBE"}, {"answer_FACTS": "NO", "remark_FACTS": " "}, {"remark_FACTS": "长" * 301}, {"remark_FACTS": "一\0"},
        {"seen": "9" * 300}, {"seen": ""}, {"seen": "x"},
    ],
)  # fmt: skip
def test_answers_that_cannot_be_read_are_no_answers(city, browse, change):
    inspection = underway(city, browse)
    case = inspection.cases.first()

    response = browse(city.supervisor).post(reverse("inspection-case", args=[inspection.slug, case.slug]), checked(**change))

    assert response.status_code == 422
    assert not CheckAnswer.objects.exists()


def test_what_cannot_be_read_is_said_beside_its_field(city, browse):
    inspection = underway(city, browse)
    case = inspection.cases.filter(organ=city.housing).first()
    find = reverse("inspection-case-find", args=[inspection.slug, case.slug])
    for change in ({"code": "LEADERS"}, {"code": ""}, {"severity": "x"}, {"words": "\0"}, {"words": "长" * 1001}):
        form = {"code": "TOLD", "severity": "MINOR", "words": "好", **change}
        assert browse(city.supervisor).post(find, form).status_code == 422, change
    finding = finding_about(browse, city.supervisor, case)
    require = reverse("inspection-require", args=[inspection.slug, finding.slug])
    for due_on in ("2026-04-08", "2026-13-01", "9999999-01-01", ""):
        kept = browse(city.supervisor).post(require, {"requirement": "留下的话", "due_on": due_on})
        assert (kept.status_code, "留下的话" in text(kept)) == (422, True), due_on
    task = asked(browse, city.supervisor, finding)
    address = reverse("rectification-task", args=[task.slug])
    bad = SimpleUploadedFile("运行我.exe", b"MZ" + bytes(200))
    refused = browse(city.liaison).post(address, {"words": "已办理完毕", "files": [SimpleUploadedFile("好.pdf", pdf()), bad]})
    assert (refused.status_code, "已办理完毕" in text(refused), "运行我" in text(refused)) == (422, True, True)
    many = [SimpleUploadedFile(f"{place}.pdf", pdf()) for place in range(6)]
    assert browse(city.liaison).post(address, {"words": "已办", "files": many}).status_code == 422
    assert not RectificationReply.objects.exists()
    assert browse(city.supervisor_two).post(reverse("rectification-judge", args=[task.slug]), {"verdict": "x"}).status_code == 422
    words = {"seen": "0", "analysis": "联系 13800000001", "requirements": "改"}
    told = browse(city.supervisor).post(reverse("inspection-report", args=[inspection.slug]), words)
    assert (told.status_code, "personal data" in text(told), ReportDraft.objects.exists()) == (422, True, False)


def test_figures_that_changed_while_a_leader_read_are_not_signed(city, browse):
    inspection = underway(city, browse)
    report, sign = (reverse(name, args=[inspection.slug]) for name in ("inspection-report", "inspection-report-sign"))
    leader = make_duty(Role.B_LEAD, city.bureau)
    words = {"seen": "0", "analysis": "好", "requirements": "改"}
    assert browse(city.supervisor_two).post(report, words).status_code == 422  # not on the team
    browse(city.supervisor).post(report, words)
    shown = browse(leader).get(report).context["shown"]
    finding_about(browse, city.supervisor, inspection.cases.first())

    assert "figures changed" in text(browse(leader).post(sign, {"shown": shown}, follow=True))
    assert "figures changed" in text(browse(leader).post(sign, {}, follow=True))
    assert not InspectionReport.objects.exists()
    shown = browse(leader).get(report).context["shown"]
    browse(leader).post(sign, {"shown": shown})
    second = browse(city.bureau_leader).post(sign, {"shown": shown}, follow=True)

    assert "issued already" in text(second)
    assert InspectionReport.objects.get().issued_by == leader
    assert "stands as it was issued" in text(second)


def test_a_deputy_does_what_a_member_would(city, browse):
    inspection = underway(city, browse, members=[])
    case = inspection.cases.first()
    address = reverse("inspection-case", args=[inspection.slug, case.slug])
    assert browse(city.supervisor_two).post(address, checked()).status_code == 404

    Absence.objects.create(duty=city.supervisor, deputy=city.supervisor_two, since=TODAY, until=TODAY, set_by=city.supervisor)

    assert browse(city.supervisor_two).post(address, checked()).status_code == 302


def test_the_workbench_is_told_what_waits(city, browse):
    def waiting(duty):
        duty = Duty.objects.get(pk=duty.pk)
        return [(row.words, row.due_on) for row in inspecting.waiting_for(duty, TODAY)]

    translation.activate("en")
    inspection = planned(city, browse)
    assert waiting(city.bureau_leader) == [("The plan of an inspection waits for your decision.", None)]
    assert waiting(city.supervisor) == []
    decided(city, browse, inspection)
    assert waiting(city.supervisor) == [("4 matters of an inspection are to be checked.", None)]
    assert waiting(city.supervisor_two) == waiting(city.water_leader) == []
    for case in inspection.cases.all():
        browse(city.supervisor).post(reverse("inspection-case", args=[inspection.slug, case.slug]), checked())
    assert waiting(city.supervisor) == []
    task = asked(browse, city.supervisor, finding_about(browse, city.supervisor, inspection.cases.filter(organ=city.housing).first()))
    assert waiting(city.liaison) == [("An inspection asked your organ to put something right.", date(2026, 5, 8))]
    assert waiting(city.water_liaison) == []
    browse(city.liaison).post(reverse("rectification-task", args=[task.slug]), {"words": "已办"})
    assert waiting(city.liaison) == waiting(city.supervisor) == []
    assert waiting(city.supervisor_two) == [("An organ says what it put right; please look whether it did.", date(2026, 5, 8))]
    browse(city.supervisor).post(
        reverse("inspection-report", args=[inspection.slug]), {"seen": "0", "analysis": "好", "requirements": "改"}
    )
    assert ("The report of an inspection waits for your signature.", None) in waiting(city.bureau_leader)
    seal(city, task.petition)
    assert waiting(city.supervisor_two) == []


def test_one_row_and_thirty_cost_the_same_queries(city, browse):
    def cost():
        spent = []
        for name, *slugs in (
            ("inspections",), ("inspection", inspection.slug), ("inspection-cases", inspection.slug), ("inspection-findings", inspection.slug),
            ("inspection-report", inspection.slug), ("rectification",), ("inspection-findings-excel",),
        ):  # fmt: skip
            with count_queries() as queries:
                response = page(browse, city.supervisor, name, *slugs, inspection=inspection.slug)
                assert response.status_code == 200
                b"".join(response)
            spent.append((name, len(queries)))
        with count_queries() as queries:
            inspecting.waiting_for(Duty.objects.get(pk=city.supervisor.pk), TODAY)
        spent.append(("waiting", len(queries)))
        return spent

    for place in range(28):
        make_petition(city.housing, city.liaison, received_on=date(2026, 2, 1), subject=f"第{place}件")
    inspection = underway(city, browse, organs=[city.housing.slug], sample_size="1")
    asked(browse, city.supervisor, finding_about(browse, city.supervisor, inspection.cases.first()))
    cost()
    few = cost()
    for _place in range(3):
        underway(city, browse)
    inspection = underway(city, browse, organs=[city.housing.slug], sample_size="30")
    assert inspection.drawn == 31 - 1
    for case in inspection.cases.all():
        asked(browse, city.supervisor, finding_about(browse, city.supervisor, case))

    assert cost() == few
