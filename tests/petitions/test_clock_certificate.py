"""The certificate of a clock: how one date was counted, in Chinese, for everybody who may see the petition and for nobody else."""

from datetime import date

from petitions.models import Clock
from tests.database import count_queries
from tests.factories import at, make_petition
from tests.petitions.test_views_papers import text_of


def address(petition, rule, place=1):
    return f"/cases/{petition.number}/clocks/{rule}-{place}.pdf"


def in_chinese(day):
    return f"{day.year}年{day.month}月{day.day}日"


def returned(cast):
    """A petition that came back to the bureau and went on to the water bureau: two clocks of the notice."""
    petition = cast.transferred()
    grounds = "供水管网由水利局管理，不属于本单位职责范围。"
    petition.advance("object", by=cast.liaison, at=at(date(2026, 3, 18)), grounds=grounds, basis="三定方案", suggested_organ=cast.water)
    petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 3, 18)))
    petition.advance("agree_objection", by=cast.dispatcher, at=at(date(2026, 3, 19)), organ=cast.water, reason="属实")
    return petition


def test_it_says_rule_article_start_count_and_both_dates(cast, sign_in, on):
    on(2026, 4, 1)
    petition = cast.accepted()
    clock = petition.clocks.get(rule="C06")

    text = text_of(sign_in(cast.handler).get(address(petition, "C06")))

    assert (clock.started_on, clock.strict_on, clock.rolled_on) == (date(2026, 3, 20), date(2026, 5, 19), date(2026, 5, 19))
    for words in (
        "时限计算证明", "C06", "第三十四条", "CN_2022.1", "期限长度60日", cast.housing.name, "2026年3月20日", "当日不计入", "原到期日2026年5月19日",
        "严格到期日2026年5月19日", "顺延日期2026年5月19日", "正在计算", "出具日期：2026年4月1日", "孙承办", "记录第",
    ):  # fmt: skip
        assert words in text, words
    assert "截至出具日" not in text


def test_working_days_are_named_and_days_off_with_their_reason(cast, sign_in, on):
    on(2026, 2, 27)
    petition = cast.transferred(received_on=date(2026, 2, 9), sent_on=date(2026, 2, 12))

    text = text_of(sign_in(cast.liaison).get(address(petition, "C04")))

    assert "5个工作日" in text
    assert "不计入的日期" in text
    assert "春节" in text
    assert in_chinese(petition.clocks.get(rule="C04").strict_on) in text


def test_the_paper_is_chinese_whatever_the_officer_reads_and_the_same_all_day(cast, sign_in, on):
    on(2026, 4, 1)
    petition = cast.accepted()
    client = sign_in(cast.handler)

    english = client.get(address(petition, "C06"), headers={"accept-language": "en"})
    chinese = client.get(address(petition, "C06"), headers={"accept-language": "zh-hans"})

    assert english.content == chinese.content
    assert "calendardays" not in text_of(english)
    assert english["Content-Disposition"].startswith("inline")
    assert english["Cache-Control"] == "private, no-store"


def test_who_may_see_the_petition_gets_it_and_nobody_else(cast, sign_in, client):
    petition = cast.accepted()

    allowed = (cast.handler, cast.liaison, cast.leader, cast.dispatcher, cast.bureau_leader, cast.supervisor)
    assert [sign_in(duty).get(address(petition, "C06")).status_code for duty in allowed] == [200] * 6
    refused = (cast.water_liaison, cast.water_leader, cast.admin, cast.accusation_officer, cast.archivist)
    assert [sign_in(duty).get(address(petition, "C06")).status_code for duty in refused] == [404] * 5
    assert client.get(address(petition, "C06")).status_code == 302


def test_a_sealed_petition_gives_its_certificates_to_the_accusation_officer_alone(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某某")

    refused = (cast.clerk, cast.dispatcher, cast.bureau_leader, cast.supervisor, cast.liaison)
    assert [sign_in(duty).get(address(petition, "C01")).status_code for duty in refused] == [404] * 5
    assert sign_in(cast.accusation_officer).get(address(petition, "C01")).status_code == 200


def test_a_clock_is_addressed_by_its_rule_and_its_place_among_those(cast, sign_in):
    petition = returned(cast)
    client = sign_in(cast.dispatcher)

    first, second = (text_of(client.get(address(petition, "C03", place))) for place in (1, 2))

    assert "不适用" in first
    assert f"义务人{cast.housing.name}" in first
    assert f"义务人{cast.water.name}" in second
    assert "正在计算" in second or "超期" in second
    for gone in ("C03-3", "C03-0", "C99-1", "C06-1"):
        assert client.get(f"/cases/{petition.number}/clocks/{gone}.pdf").status_code == 404


def test_the_page_of_the_petition_links_the_certificate_of_each_clock(cast, sign_in):
    petition = returned(cast)
    client = sign_in(cast.dispatcher)
    page = client.get(f"/cases/{petition.number}/").content.decode()

    rules = list(petition.clocks.order_by("pk").values_list("rule", flat=True))
    places = [address(petition, rule, rules[: n + 1].count(rule)) for n, rule in enumerate(rules)]
    assert len(places) == len(set(places)) >= 4
    assert [place for place in places if f'href="{place}"' not in page] == []
    assert [client.get(place).status_code for place in places] == [200] * len(places)


def test_an_extension_and_a_late_end_are_told(cast, sign_in, on):
    on(2026, 6, 30)
    petition = cast.accepted()
    told = at(date(2026, 5, 12))
    petition.advance(
        "extend", by=cast.handler, at=told, days=30, reason="需要鉴定漏水原因。", mode="PERSONAL", notified_on=date(2026, 5, 12)
    )
    petition.confirm(petition.pending, by=cast.leader, at=told)
    petition.clocks.filter(rule="C06").update(result="LATE", stopped_on=date(2026, 6, 24), days_late=6)

    text = text_of(sign_in(cast.handler).get(address(petition, "C06")))

    assert "原到期日2026年5月19日" in text
    assert "严格到期日2026年6月18日" in text
    assert "延长的理由：需要鉴定漏水原因。2026年5月12日批准，2026年5月12日告知信访人。" in text
    assert "停止计算2026年6月24日" in text
    assert "结果超期6日" in text


def test_a_duty_that_is_overdue_says_by_how_much_today_and_a_window_that_passed_does_not(cast, sign_in, on):
    on(2026, 6, 30)
    petition = cast.served()
    window = petition.clocks.get(rule="C12")
    accepted = cast.accepted()

    late = text_of(sign_in(cast.handler).get(address(accepted, "C06")))
    passed = text_of(sign_in(cast.handler).get(address(petition, "C12")))

    assert "正在计算，截至出具日已超期42日" in late
    assert window.rolled_on < date(2026, 6, 30)
    assert "正在计算：截至出具日期间已届满" in passed
    assert "已超期" not in passed
    assert "义务人信访人" in passed


def test_a_hearing_s_pause_is_counted_and_one_that_goes_on_is_named(cast, sign_in, on):
    on(2026, 5, 28)
    cast.review_offices()
    petition = cast.rereview_heard()

    text = text_of(sign_in(cast.rereviewer).get(address(petition, "C15")))

    assert "自2026年5月25日起中止（听证），尚未恢复" in text
    assert "严格到期日中止期间，恢复后确定" in text


def test_a_clock_that_cannot_run_says_why(cast, sign_in):
    petition = cast.transferred(parties=[])
    clock = petition.clocks.filter(result=Clock.Result.NOT_APPLICABLE).first()

    text = text_of(sign_in(cast.dispatcher).get(address(petition, clock.rule)))

    assert "结果不适用：" in text
    assert "严格到期日" not in text
    assert "计入的日期" not in text


def test_a_date_that_was_taken_over_says_that_nobody_counted_it(cast, sign_in):
    petition = cast.accepted()
    petition.clocks.filter(rule="C06").update(
        given_on=date(2026, 5, 1), base_on=date(2026, 5, 1), strict_on=date(2026, 5, 1), rolled_on=date(2026, 5, 6)
    )

    text = text_of(sign_in(cast.handler).get(address(petition, "C06")))

    assert "由原系统移交，本系统没有重新计算" in text
    assert "指定日期2026年5月1日" in text


def test_it_costs_the_same_queries_however_much_happened(cast, sign_in):
    little, much = cast.transferred(), cast.served()
    client = sign_in(cast.dispatcher)
    client.get(address(little, "C01"))

    spent = []
    for petition in (little, much):
        with count_queries() as queries:
            assert client.get(address(petition, "C01")).status_code == 200
        spent.append(len(queries))

    assert spent[0] == spent[1] <= 12
