"""Does a report say what the law asks for, in figures that tell on nobody, signed by two, and never otherwise again?"""

from contextlib import closing
from datetime import date

import pypdfium2
import pytest
import time_machine
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client

from accounts.models import OrganKind, Role
from petitions.models import Category, Notice, Petition
from supervision import reporting
from supervision.annual import Period
from supervision.models import Demand, DemandDeed, Report, ReportReading
from tests.database import count_queries
from tests.factories import at, make_duty, make_organ, make_petition

TODAY = date(2027, 1, 15)
YEAR = {"year": "2026", "analysis": "城乡建设领域居首。", "routing_analysis": "转送均按期。", "other": "网上信访比重上升。"}
BULLETIN = {
    "title": "上半年信访情况通报", "since": "2026-01-01", "until": "2026-06-30", "problems": "告知书没有写明程序\n个别单位超期", "requirements": "逐件核对。",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(db):
    with time_machine.travel(at(TODAY), tick=True):
        yield TODAY


@pytest.fixture
def year(cast):
    """Twelve on housing and eleven on water in 2026, three on schools; a category each."""
    housing, water, schools = (Category.objects.create(name=name, path=name) for name in ("城乡建设", "水利", "教育"))
    for category, number, month in ((housing, 12, 3), (water, 11, 4), (schools, 3, 5)):
        for day in range(number):
            make_petition(cast.bureau, cast.clerk, received_on=date(2026, month, 1 + day), category=category)
    return cast


def sign_in(duty):
    client = Client(headers={"accept-language": "en"})
    client.force_login(duty.officer)
    return client


def new(client, kind, **answers):
    response = client.post(f"/supervision/reports/new/{kind}/", answers)
    assert response.status_code == 302, response.context["form"].errors
    return Report.objects.latest("pk")


def act(client, report, what, **answers):
    return client.post(f"/supervision/reports/{report.slug}/{what}/", answers)


def seen(client, report):
    return client.get(f"/supervision/reports/{report.slug}/").context["seen"]


def issue(cast, report):
    act(sign_in(cast.supervisor), report, "propose")
    leader = sign_in(cast.bureau_leader)
    act(leader, report, "issue", seen=seen(leader, report))
    report.refresh_from_db()
    return report


def errors(response):
    assert response.status_code == 422
    return set(response.context["form"].errors)


def values(rows):
    return {row["label"]: row["value"] for row in rows}


def words_of(pdf):
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        assert len(document) > 0
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


# ── Figures ──


def test_figures_of_a_year_leave_out_the_sealed_and_count_what_was_taken_over_apart(year):
    cast = year
    period = Period(cast.supervisor, date(2026, 1, 1), date(2026, 12, 31))
    assert period.overall()["total"] == 26
    assert period.fields() == {"城乡建设": 12, "水利": 11, "教育": 3}

    secret = Petition.objects.filter(category__name="城乡建设").first()
    secret.advance("take", by=cast.dispatcher)
    secret.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION")

    assert period.overall()["total"] == 25
    assert period.fields() == {"城乡建设": 11, "水利": 11, "教育": 3}


def test_a_leader_in_charge_of_an_accusation_counts_no_more_than_others(year):
    cast = year
    secret = Petition.objects.filter(category__name="城乡建设").first()
    secret.advance("take", by=cast.dispatcher)
    secret.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION")
    secret.advance("name_readers", by=cast.accusation_officer, colleagues=[cast.bureau_leader], reason="由其负责")
    days = (date(2026, 1, 1), date(2026, 12, 31))

    assert Petition.objects.visible_to(cast.bureau_leader).count() == 26  # the positive control: the leader sees it
    assert Period(cast.bureau_leader, *days).overall() == Period(cast.supervisor, *days).overall()


def test_small_fields_and_what_gives_them_away_are_hidden(year):
    annual = Period(year.supervisor, date(2026, 1, 1), date(2026, 12, 31)).annual()

    assert values(annual["fields"]) == {"城乡建设": "12", "水利": "＊", "教育": "＊"}
    assert values(annual["counts"])["信访总量（件）"] == "26"
    assert annual["counts"][0]["before"] == "0"


def test_a_total_that_one_table_hides_is_the_sum_of_no_other(cast):
    """Nine by one way and one by another are ten together; the fields, all of them of one, would give the ten away."""
    for day in range(10):
        make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 1 + day), channel="LETTER" if day else "PHONE")

    annual = Period(cast.supervisor, date(2026, 1, 1), date(2026, 12, 31)).annual()

    assert {row["value"] for row in annual["counts"] if "办结" not in row["label"] and "集体" not in row["label"]} == {"＊"}
    assert {row["value"] for row in annual["fields"]} == {"＊"}


def demand(cast, kind, number, **fields):
    return Demand.objects.create(
        key=f"{kind}{number}", kind=kind, state="ISSUED", organ=cast.housing, by_organ=cast.bureau, by=cast.supervisor, requirement="改进",
        number=f"{kind}{number}", issued_on=date(2026, 6, 1), due_on=date(2026, 7, 1), rolled_on=date(2026, 7, 1), **fields,
    )  # fmt: skip


def answer(cast, asked, adoption):
    DemandDeed.objects.create(demand=asked, act="ANSWERED", duty=cast.liaison, on=date(2026, 6, 20), adoption=adoption)


def test_suggestions_and_orders_of_the_year_are_counted_with_what_was_adopted(cast):
    for number in range(30):
        asked = demand(cast, "IMPROVE", number)
        DemandDeed.objects.create(demand=asked, act="ISSUED", duty=cast.bureau_leader, on=date(2026, 6, 1))
        answer(cast, asked, "NOT_ADOPTED")
        if number < 18:
            answer(cast, asked, "PARTLY" if number % 2 else "ADOPTED")  # answered again: the last answer counts
    for number in range(12):
        answer(cast, demand(cast, "POLICY", number), "ADOPTED" if number else "NOT_ADOPTED")
        demand(cast, "ORDER", number)
    demand(cast, "URGE", 1)
    period = Period(cast.supervisor, date(2026, 1, 1), date(2026, 12, 31))

    assert [(row["made"], row["adopted"]) for row in period.suggestion_rows()] == [("30", "18"), ("12", "11"), ("0", "0")]
    assert values(period.routing_rows()) == {"转送（件）": "0", "交办（件）": "0", "催办（次）": "1", "发函督办（次）": "12"}
    assert period.a_year_before().demanded() == {}

    petition = cast.sorted(received_on=date(2026, 12, 1))
    demand(cast, "ORDER", 99, petition=petition)
    assert period.demanded()["ORDER"] == 13
    petition.advance("seal", by=cast.dispatcher, reason="实为检举控告", accused=[])
    assert period.demanded()["ORDER"] == 12


# ── From the draft to the paper ──


def test_an_annual_report_is_written_by_one_issued_by_another_and_drawn_from_what_was_frozen(year):
    cast = year
    report = new(sign_in(cast.supervisor), "annual", **YEAR)
    page = sign_in(cast.supervisor).get(f"/supervision/reports/{report.slug}/")
    assert values(page.context["content"]["fields"])["城乡建设"] == "12"
    assert act(sign_in(cast.supervisor), report, "issue", seen="x").status_code == 302  # not handed in, and no leader
    report.refresh_from_db()
    assert report.state == "DRAFT"

    issue(cast, report)

    assert (report.state, report.issued_by, report.counted_on) == ("ISSUED", cast.bureau_leader, TODAY)
    assert report.number.endswith("年〔2027〕1号")
    assert [organ.pk for organ in report.to.all()] == [cast.city.pk]
    paper = sign_in(cast.supervisor).get(f"/supervision/reports/{report.slug}.pdf")
    text = words_of(paper.content)
    assert paper["Content-Type"] == "application/pdf"
    for words in ("2026年度", "城乡建设", "信访总量（件）26", "网上信访比重上升", "转送均按期", "三项建议"):
        assert words in text, words

    make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 20))
    assert sign_in(cast.supervisor).get(f"/supervision/reports/{report.slug}.pdf").content == paper.content
    for change in ({"payload": {}}, {"title": "改"}, {"state": "DRAFT"}, {"number": "1"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).delete()


def test_nobody_issues_what_they_wrote_in_whatever_duty(year):
    cast = year
    report = new(sign_in(cast.bureau_leader), "annual", **YEAR)
    act(sign_in(cast.bureau_leader), report, "propose")
    leader = sign_in(cast.bureau_leader)
    assert "Issue as it stands here" not in leader.get(f"/supervision/reports/{report.slug}/").content.decode()
    act(leader, report, "issue", seen=seen(leader, report))
    report.refresh_from_db()
    assert report.state == "PROPOSED"
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            state="ISSUED", issued_by=cast.bureau_leader, issued_at=at(TODAY), payload={"a": 1}, sha256="0" * 64
        )

    second = make_duty(Role.B_LEAD, cast.bureau, "副局长")
    client = sign_in(second)
    act(client, report, "issue", seen=seen(client, report))
    report.refresh_from_db()
    assert report.issued_by == second


def test_who_issues_has_seen_what_is_frozen(year):
    cast = year
    report = new(sign_in(cast.supervisor), "annual", **YEAR)
    act(sign_in(cast.supervisor), report, "propose")
    leader = sign_in(cast.bureau_leader)
    old = seen(leader, report)
    for day in range(10, 25):
        make_petition(cast.bureau, cast.clerk, received_on=date(2026, 6, day))

    response = act(leader, report, "issue", seen=old)

    report.refresh_from_db()
    assert (response.status_code, report.state) == (302, "PROPOSED")
    act(leader, report, "issue", seen=seen(leader, report))
    report.refresh_from_db()
    assert values(report.payload["counts"])["信访总量（件）"] == "41"


def test_the_year_must_be_over_and_there_is_one_report_a_year(year):
    client = sign_in(year.supervisor)
    this_year = new(client, "annual", **YEAR | {"year": "2027"})
    issue(year, this_year)
    assert this_year.state == "PROPOSED"

    again = client.post("/supervision/reports/new/annual/", YEAR | {"year": "2027"})
    assert errors(again) == {"__all__"}
    assert "网上信访比重上升" in again.content.decode()
    assert errors(client.post("/supervision/reports/new/annual/", YEAR | {"year": "2028"})) == {"year"}
    assert errors(client.post("/supervision/reports/new/annual/", YEAR | {"year": "9" * 30})) == {"year"}
    assert errors(client.post("/supervision/reports/new/annual/", YEAR | {"other": "\0"})) >= {"other"}


def test_a_colleague_was_quicker_and_what_was_typed_stays(year):
    cast = year
    report = new(sign_in(cast.supervisor), "annual", **YEAR)
    address = f"/supervision/reports/{report.slug}/edit/"
    assert sign_in(cast.bureau_leader).post(address, YEAR | {"version": "1", "other": "第二稿"}).status_code == 302

    late = sign_in(cast.supervisor).post(address, YEAR | {"version": "1", "other": "我打的字"})

    assert errors(late) == {"__all__"}
    assert "我打的字" in late.content.decode()
    report.refresh_from_db()
    assert (report.words["other"], report.version) == ("第二稿", 2)


def test_a_report_goes_back_with_a_reason_and_a_draft_can_be_dropped(year):
    cast = year
    report = new(sign_in(cast.supervisor), "annual", **YEAR)
    act(sign_in(cast.supervisor), report, "propose")
    assert Notice.objects.filter(duty=cast.bureau_leader, kind="report_to_issue").count() == 1
    act(sign_in(cast.bureau_leader), report, "return", note="")
    report.refresh_from_db()
    assert report.state == "PROPOSED"
    act(sign_in(cast.bureau_leader), report, "return", note="补充第三部分")
    report.refresh_from_db()
    assert report.state == "DRAFT"
    assert Notice.objects.filter(duty=cast.supervisor, kind="report_returned").exists()
    act(sign_in(cast.supervisor), report, "drop")
    report.refresh_from_db()
    assert report.state == "DROPPED"
    assert new(sign_in(cast.supervisor), "annual", **YEAR).pk != report.pk


# ── Circulars ──


def test_a_circular_reaches_the_organs_chosen_and_they_sign_for_it(year):
    cast = year
    report = new(sign_in(cast.supervisor), "bulletin", **BULLETIN, to=[cast.housing.slug])
    assert list(sign_in(cast.liaison).get("/bulletins/").context["page"]) == []
    assert sign_in(cast.liaison).get(f"/bulletins/{report.slug}/").status_code == 404  # not issued yet
    issue(cast, report)

    assert report.payload["to"] == cast.housing.name
    assert Notice.objects.filter(kind="report_issued").values_list("duty", flat=True).count() == 2
    liaison = sign_in(cast.liaison)
    assert [row.slug for row in liaison.get("/bulletins/").context["page"]] == [report.slug]
    assert "告知书没有写明程序" in liaison.get(f"/bulletins/{report.slug}/").content.decode()
    assert "告知书没有写明程序" in words_of(liaison.get(f"/bulletins/{report.slug}.pdf").content)
    assert [line["what"] for line in reporting.waiting_for(cast.liaison, TODAY)] == ["to_read"]
    for _ in range(2):
        assert liaison.post(f"/bulletins/{report.slug}/read/").status_code == 302
    assert list(ReportReading.objects.values_list("duty", flat=True)) == [cast.liaison.pk]
    assert reporting.waiting_for(cast.liaison, TODAY) == []
    assert cast.liaison.officer.name in sign_in(cast.supervisor).get(f"/supervision/reports/{report.slug}/").content.decode()

    for duty in (cast.water_liaison, cast.water_leader):
        assert list(sign_in(duty).get("/bulletins/").context["page"]) == []
        for way in ("/", ".pdf"):
            assert sign_in(duty).get(f"/bulletins/{report.slug}{way}").status_code == 404
        assert sign_in(duty).post(f"/bulletins/{report.slug}/read/").status_code == 404


def test_a_circular_names_nobody_and_goes_only_to_organs_below(year):
    cast = year
    client = sign_in(cast.supervisor)
    for wrong, field in (
        ({"problems": "张三电话13800000001"}, "__all__"),
        ({"until": "2025-12-01"}, "until"),
        ({"until": "2027-01-15"}, "until"),
        ({"since": "昨天"}, "since"),
        ({"to": []}, "to"),
        ({"to": [cast.bureau.slug]}, "to"),
        ({"to": ["没有"]}, "to"),
        ({"problems": " "}, "problems"),
        ({"title": "题" * 101}, "title"),
    ):
        response = client.post("/supervision/reports/new/bulletin/", BULLETIN | {"to": [cast.housing.slug]} | wrong)
        assert field in errors(response), wrong
        assert "逐件核对" in response.content.decode()
    assert not Report.objects.exists()


# ── The daily brief ──


def test_the_brief_of_yesterday_is_on_the_page_and_goes_frozen_to_the_government(cast):
    for number in range(6):
        make_petition(cast.bureau, cast.clerk, received_on=date(2027, 1, 14), subject=f"事{number}", is_urgent=number == 0)
    crowd = make_petition(cast.bureau, cast.clerk, received_on=date(2027, 1, 14), subject="集体访", headcount=12)
    client = sign_in(cast.supervisor)

    page = client.get("/supervision/brief/")

    assert [value for _words, value in page.context["figures"]] == [7, 1, 1, 0, 0, 0]
    assert [[row.subject for row in rows] for _words, rows in page.context["lists"]] == [["事0"], ["集体访"]]
    assert "集体访" in client.get("/supervision/brief/print/").content.decode()
    assert client.get("/supervision/brief/?day=2027-01-10").context["figures"][0][1] == 0
    for odd in ("9999-99-99", "2027-01-15", "x", "0001-01-01"):
        assert client.get(f"/supervision/brief/?day={odd}").context["shown"].day == date(2027, 1, 14)
    crowd.advance("take", by=cast.dispatcher)
    crowd.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION")
    assert [value for _words, value in client.get("/supervision/brief/").context["figures"]] == [6, 1, 0, 0, 0, 0]

    report = issue(cast, new(client, "brief", day="2027-01-14"))
    assert [row["value"] for row in report.payload["figures"]] == ["6", "0", "＊", "0", "0", "0"]  # below five, inside the office
    assert list(report.to.all()) == [cast.city]
    mayor = sign_in(cast.city_leader)
    assert "信访快报（2027年1月14日）" in words_of(mayor.get(f"/bulletins/{report.slug}.pdf").content)
    assert errors(client.post("/supervision/reports/new/brief/", {"day": "2027-01-14"})) == {"__all__"}


# ── Important suggestions ──


def suggestion(cast, petition, **changes):
    return {
        "title": "关于老旧小区加装电梯的建议", "sources": petition.grouped_number, "to": [cast.city.slug], "facts": "多件信访事项反映费用分摊没有标准。",
        "analysis": "现行政策没有规定分摊办法。", "suggestions": "制定分摊指导标准", "feedback_due_on": "2027-03-31",
    } | changes  # fmt: skip


def test_a_suggestion_goes_up_without_a_name_and_its_feedback_is_noted(cast):
    petition = cast.sorted(petition_class="SUGGESTION", received_on=date(2026, 12, 1))
    client = sign_in(cast.supervisor)
    named = client.post("/supervision/reports/new/suggestion/", suggestion(cast, petition, facts="王秀英反映费用分摊没有标准。"))
    assert errors(named) == {"__all__"}
    assert "费用分摊没有标准" in named.content.decode()
    report = new(client, "suggestion", **suggestion(cast, petition))
    edited = client.post(
        f"/supervision/reports/{report.slug}/edit/", suggestion(cast, petition, version="1", analysis="王秀英说没有规定。")
    )
    assert errors(edited) == {"__all__"}
    assert act(client, report, "feedback", words="已批示", on="2027-01-15").status_code == 302
    issue(cast, report)

    text = words_of(sign_in(cast.city_leader).get(f"/bulletins/{report.slug}.pdf").content)
    assert "制定分摊指导标准" in text
    assert petition.number not in text.replace("-", "")
    assert petition.grouped_number in client.get(f"/supervision/reports/{report.slug}/").content.decode()
    assert petition.grouped_number not in sign_in(cast.city_leader).get(f"/bulletins/{report.slug}/").content.decode()
    assert act(client, report, "feedback", words="", on="2027-01-15").status_code == 422
    assert act(client, report, "feedback", words="市政府批转住建局研究", on="2027-01-15").status_code == 302
    report.refresh_from_db()
    assert (report.feedback, report.feedback_by) == ("市政府批转住建局研究", cast.supervisor)
    act(client, report, "feedback", words="再来一次", on="2027-01-15")
    report.refresh_from_db()
    assert report.feedback == "市政府批转住建局研究"


def test_a_suggestion_is_gone_with_the_petition_it_rests_on(cast):
    petition = cast.sorted(petition_class="SUGGESTION", received_on=date(2026, 12, 1))
    report = issue(cast, new(sign_in(cast.supervisor), "suggestion", **suggestion(cast, petition)))
    ways = [
        (cast.supervisor, f"/supervision/reports/{report.slug}/"), (cast.bureau_leader, f"/supervision/reports/{report.slug}.pdf"),
        (cast.city_leader, f"/bulletins/{report.slug}/"), (cast.city_leader, f"/bulletins/{report.slug}.pdf"),
    ]  # fmt: skip
    assert [sign_in(duty).get(way).status_code for duty, way in ways] == [200] * 4
    assert reporting.waiting_for(cast.city_leader, TODAY)

    petition.advance("seal", by=cast.dispatcher, reason="实为检举控告", accused=[])

    assert [sign_in(duty).get(way).status_code for duty, way in ways] == [404] * 4
    assert list(sign_in(cast.supervisor).get("/supervision/reports/").context["page"]) == []
    assert list(sign_in(cast.city_leader).get("/bulletins/").context["page"]) == []
    assert reporting.waiting_for(cast.city_leader, TODAY) == []


def test_sealed_confidential_and_foreign_petitions_are_no_source(cast):
    client = sign_in(cast.supervisor)
    good = cast.sorted(petition_class="SUGGESTION", received_on=date(2026, 12, 1))
    sealed = cast.sorted(petition_class="ACCUSATION", received_on=date(2026, 12, 1))
    closed = cast.sorted(received_on=date(2026, 12, 1))
    closed.advance("restrict", by=cast.bureau_leader, reason="涉及隐私", colleagues=[cast.supervisor])
    for petition in (sealed, closed):
        response = client.post("/supervision/reports/new/suggestion/", suggestion(cast, petition))
        assert errors(response) == {"sources"}
    assert errors(client.post("/supervision/reports/new/suggestion/", suggestion(cast, good, sources="没有这件"))) == {"sources"}
    assert client.post("/supervision/reports/new/suggestion/", suggestion(cast, good)).status_code == 302


# ── C21, what waits, who may ──


def test_the_day_of_the_annual_report_is_set_by_the_leader_and_waits(cast):
    leader = sign_in(cast.bureau_leader)
    assert "annual" not in [line["what"] for line in reporting.waiting_for(cast.bureau_leader, TODAY)]
    assert leader.post("/supervision/reports/annual-day/", {"month": "2", "day": "29"}).status_code == 422
    assert leader.post("/supervision/reports/annual-day/", {"month": "13", "day": "x"}).status_code == 422
    assert leader.post("/supervision/reports/annual-day/", {"month": "1", "day": "31"}).status_code == 302
    assert sign_in(cast.supervisor).post("/supervision/reports/annual-day/", {"month": "3", "day": "31"}).status_code == 404

    (line,) = [line for line in reporting.waiting_for(cast.supervisor, TODAY) if line["what"] == "annual"]
    assert line["due"] == date(2027, 1, 31)
    assert "2026" in sign_in(cast.supervisor).get("/supervision/reports/").content.decode()
    report = new(sign_in(cast.supervisor), "annual", **YEAR)
    assert "drafts" in [line["what"] for line in reporting.waiting_for(cast.supervisor, TODAY)]
    act(sign_in(cast.supervisor), report, "propose")
    assert "to_issue" in [line["what"] for line in reporting.waiting_for(cast.bureau_leader, TODAY)]
    assert "to_issue" not in [line["what"] for line in reporting.waiting_for(cast.supervisor, TODAY)]
    issue(cast, report)
    assert [line["what"] for line in reporting.waiting_for(cast.bureau_leader, TODAY)] == []


def test_pages_are_for_the_bureau_that_reports(cast):
    report = new(sign_in(cast.supervisor), "annual", **YEAR)
    province = make_organ("（省）人民政府", OrganKind.GOVERNMENT)
    other = make_duty(Role.SUPERV, make_organ("（省）信访局", OrganKind.BUREAU, parent=province))
    own = [
        "/supervision/reports/", "/supervision/reports/new/annual/", "/supervision/brief/", "/supervision/brief/print/",
        f"/supervision/reports/{report.slug}/", f"/supervision/reports/{report.slug}/edit/",
    ]  # fmt: skip
    for duty in (cast.supervisor, cast.bureau_leader):
        assert [sign_in(duty).get(page).status_code for page in own] == [200] * 6
    for duty in (
        cast.clerk,
        cast.dispatcher,
        cast.liaison,
        cast.leader,
        cast.handler,
        cast.admin,
        cast.accusation_officer,
        cast.city_leader,
    ):
        assert {sign_in(duty).get(page).status_code for page in own} == {404}, duty
        assert act(sign_in(duty), report, "propose").status_code == 404
    assert [sign_in(other).get(page).status_code for page in own[4:]] == [404, 404]
    assert act(sign_in(other), report, "propose").status_code == 404
    assert sign_in(cast.supervisor).get(f"/supervision/reports/{report.slug}.pdf").status_code == 404  # not issued
    assert act(sign_in(cast.supervisor), report, "explode").status_code == 404
    assert sign_in(cast.supervisor).get("/supervision/reports/new/x/").status_code == 404


def test_one_report_and_twenty_cost_the_same_queries(cast):
    client = sign_in(cast.supervisor)
    new(client, "bulletin", **BULLETIN, to=[cast.housing.slug])
    client.get("/supervision/reports/")
    with count_queries() as few:
        client.get("/supervision/reports/")
    for _ in range(20):
        new(client, "bulletin", **BULLETIN, to=[cast.housing.slug])
    with count_queries() as many:
        client.get("/supervision/reports/")
    assert len(few) == len(many)
