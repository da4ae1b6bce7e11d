"""What the page of one petition tells, to whom, and in how many questions to the database."""

from datetime import date

import pytest

from accounts.models import Role
from config.templatetags.office import icon
from petitions import timeline
from petitions.models import Channel, Contact, Notice, Party, Petition
from petitions.workflow.states import LABELS
from petitions.workflow.taking_over import Matter, take_over
from tests.database import count_queries
from tests.factories import at, make_duty, make_party, make_petition


def page_of(client, petition):
    response = client.get(petition.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_who_may_not_see_it_finds_nothing(cast, sign_in, client):
    petition = cast.transferred()

    assert page_of(sign_in(cast.liaison), petition)
    for duty in (cast.water_liaison, cast.handler, cast.admin, cast.archivist, cast.accusation_officer):
        assert sign_in(duty).get(petition.get_absolute_url()).status_code == 404
    assert client.get(petition.get_absolute_url()).status_code == 302
    assert sign_in(cast.liaison).get("/cases/0000000000000/").status_code == 404


def test_the_page_says_who_has_it_what_is_next_until_when_and_by_which_article(cast, sign_in, on):
    on(2026, 3, 18)
    petition = cast.signed_for()
    page = page_of(sign_in(cast.liaison), petition)

    assert petition.grouped_number in page
    assert "<strong>江城市住房和城乡建设局</strong>: Name the case handler" in page
    assert "in 13 days" in page
    assert "Regulations on Petition Work (2022), art. 23" in page
    assert f'href="/cases/{petition.number}/steps/appoint/"' in page


def test_clocks_say_how_they_were_counted_with_both_dates(cast, sign_in, on):
    on(2026, 3, 21)
    page = page_of(sign_in(cast.handler), cast.accepted())

    assert "60 calendar days, rest days included" in page
    assert "Strict date 19 May 2026, rolled date 19 May 2026." in page
    assert "Accepted without objection." in page
    assert "done in time" in page


def test_claims_stand_beside_their_newest_findings(cast, sign_in):
    petition = cast.found()
    claim = petition.claims.first()
    petition.advance("find", by=cast.handler, claim=claim, facts="重新查明", result="REJECT", opinion="不予支持", basis="《办法》第三条")

    page = page_of(sign_in(cast.handler), petition)

    assert "重新查明" in page
    assert "经查第1项属实" not in page
    assert "经查第2项属实" in page


def test_words_of_citizens_are_shown_as_text_with_their_unseen_characters(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk, subject="<b>x</b>", text="第一行\n<script>alert(1)</script>\u202e反{{ 7 }}")

    page = page_of(sign_in(cast.dispatcher), petition)

    assert "<script>alert" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert '<span class="codepoint" title="RIGHT-TO-LEFT OVERRIDE">U+202E</span>反{{ 7 }}' in page


def test_numbers_are_masked_for_everybody(cast, sign_in):
    """tests/access/test_reveal.py shows them, for a reason."""
    people = [make_party(paper="RESIDENT_ID", paper_number="420101196001011234")]
    petition = cast.transferred(parties=people)

    for duty in (cast.dispatcher, cast.liaison, make_duty(Role.SUPERV, cast.city)):
        page = page_of(sign_in(duty), petition)
        assert "420*************34" in page
        assert "138******01" in page
        assert "13800000001" not in page
        assert "王秀英" in page


def test_who_asks_for_confidence_is_named_on_no_page(cast, sign_in):
    petition = cast.issued(is_confidential=True, parties=[make_party(email="wang@example.org")])
    make_petition(cast.housing, cast.liaison, subject="same person, open")

    for duty in (cast.dispatcher, cast.liaison, cast.handler, cast.leader, make_duty(Role.SUPERV, cast.city)):
        page = page_of(sign_in(duty), petition)
        assert "name kept confidential" in page
        for secret in ("王秀英", "13800000001", "东湖区一里", "wang@", "same person, open"):
            assert secret not in page


def test_other_petitions_of_the_same_person_are_shown_within_the_gate(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk)
    make_petition(cast.bureau, cast.clerk, subject="second matter")
    make_petition(cast.water, cast.water_liaison, subject="matter of the water bureau")
    make_petition(cast.bureau, cast.clerk, subject="matter of another person", parties=[make_party(name="李二", phone="13900000002")])
    sealed = make_petition(cast.bureau, cast.clerk, subject="sealed matter")
    sealed.advance("take", by=cast.dispatcher)
    sealed.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某某")

    page = page_of(sign_in(cast.dispatcher), petition)

    assert "1 other petition of the same person" in page
    assert "second matter" in page
    for hidden in ("matter of the water bureau", "matter of another person", "sealed matter"):
        assert hidden not in page


def test_a_confidential_petition_is_not_joined_to_the_name_elsewhere(cast, sign_in):
    cast.transferred(subject="kept confidential", is_confidential=True)
    here = make_petition(cast.housing, cast.liaison)

    assert "kept confidential" not in page_of(sign_in(cast.liaison), here)
    assert sign_in(cast.liaison).post("/search/", {"q": "王秀英"}).context["lines"][0]["petition"] == here
    assert len(sign_in(cast.liaison).post("/search/", {"q": "王秀英"}).context["lines"]) == 1
    assert len(sign_in(cast.liaison).post("/search/", {"q": "13800000001"}).context["lines"]) == 1


def test_the_way_shows_legs_objection_and_decision(cast, sign_in):
    petition = cast.transferred()
    petition.advance(
        "object",
        by=cast.liaison,
        at=at(date(2026, 3, 18)),
        grounds="这一事项属于水利局的职责范围。",
        basis="三定方案",
        suggested_organ=cast.water,
    )
    petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 3, 18)))
    petition.advance("agree_objection", by=cast.dispatcher, at=at(date(2026, 3, 19)), organ=cast.water, reason="同意改派")

    page = page_of(sign_in(cast.dispatcher), petition)

    assert "objected 18 Mar 2026 · suggested 市水利局" in page
    assert "agreed 19 Mar 2026: 同意改派" in page
    assert "to 江城市水利局" in page


def test_the_timeline_says_who_when_why_and_what_was_entered_later(cast, sign_in):
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.handler, reason="业务对口")

    page = page_of(sign_in(cast.liaison), petition)

    assert page.count("entered later") == 5  # everything but the appointment was recorded with a day of its own
    assert "孙承办 · case handler" in page
    assert "业务对口" in page
    assert "江1转〔2026〕1号".replace("江1", cast.bureau.code) in page


def test_a_petition_taken_over_says_what_its_file_said_and_nothing_else(cast, sign_in):
    contact = Contact(
        organ=cast.housing,
        channel=Channel.ONLINE,
        subject="路灯不亮",
        text="原文",
        received_at=at(date(2024, 5, 6)),
        source="f:1",
        source_row={"回复": "已修复", "回复部门": "路灯所"},
    )
    [petition] = take_over(Petition, [Matter(contact=contact, replied_on=date(2024, 5, 27), organ=cast.housing)], by=None)

    page = page_of(sign_in(cast.liaison), petition)

    assert "closed elsewhere" in page
    assert "已修复" in page
    assert "Answered 21 days after it arrived" in page
    assert "27 May 2024" in page
    assert "No papers have been issued." in page
    assert "entered later" not in page


def test_a_matter_taken_over_open_with_its_own_date_explains_itself(cast, sign_in):
    contact = Contact(
        organ=cast.housing,
        channel=Channel.ONLINE,
        subject="路灯不亮",
        text="原文",
        received_at=at(date(2026, 1, 6)),
        source="f:2",
        source_row=["甲", "乙"],
    )
    [petition] = take_over(
        Petition, [Matter(contact=contact, transferred_on=date(2026, 1, 8), due_on=date(2026, 2, 1), organ=cast.housing)], by=None
    )  # fmt: skip

    page = page_of(sign_in(cast.liaison), petition)

    assert "The date was taken over from the earlier system." in page
    assert "1 Feb 2026" in page


def test_reading_the_page_reads_its_notices_and_no_others(cast, sign_in):
    petition, other = cast.transferred(), cast.transferred()

    page_of(sign_in(cast.liaison), petition)

    unread = Notice.objects.filter(read_at=None, channel="DESK")
    assert set(unread.filter(duty=cast.liaison).values_list("petition", flat=True)) == {other.pk}
    assert unread.filter(duty=cast.dispatcher, petition=petition).exists()


def test_steps_that_wait_are_shown_with_the_reason(cast, sign_in):
    petition = cast.accepted()

    page = page_of(sign_in(cast.handler), petition)

    assert "Claim 1, 2 has no finding yet." in page
    assert f'href="/cases/{petition.number}/steps/find/"' in page


def test_a_duty_without_steps_is_offered_none(cast, sign_in):
    petition = cast.accepted()

    assert "/steps/" not in page_of(sign_in(cast.supervisor), petition)


@pytest.mark.parametrize("stage", ["sorted", "transferred", "assigned", "signed_for", "accepted", "found", "issued", "served"])
def test_the_page_opens_at_every_stage_for_everybody_who_may_see_it(cast, sign_in, stage):
    petition = getattr(cast, stage)()

    for duty in (cast.clerk, cast.dispatcher, cast.bureau_leader, cast.supervisor, cast.liaison, cast.leader, cast.handler):
        visible = Petition.objects.visible_to(duty).filter(pk=petition.pk).exists()
        assert sign_in(duty).get(petition.get_absolute_url()).status_code == (200 if visible else 404)


def test_the_page_asks_the_same_number_of_questions_for_1_and_for_30_rows(cast, sign_in, monkeypatch):
    monkeypatch.setattr("accounts.calendar.FRESH_SECONDS", 3600)  # whether a year was loaded is asked every few seconds
    small, large = cast.found(claims=("一",)), cast.found(claims=[f"请求 {number}" for number in range(30)])
    for number in range(30):
        contact = Contact(
            organ=cast.housing,
            duty=cast.liaison,
            channel=Channel.OTHER,
            subject="补充",
            text=f"补充 {number}",
            received_at=at(date(2026, 4, 2)),
        )
        large.advance("add_material", by=cast.liaison, contact=contact)
    client = sign_in(cast.handler)
    page_of(client, small), page_of(client, large)

    with count_queries() as one:
        page_of(client, small)
    with count_queries() as thirty:
        page_of(client, large)

    assert len(one) == len(thirty)
    assert len(thirty) <= 42


@pytest.mark.parametrize("step", sorted(LABELS))
def test_every_event_has_an_icon_that_exists(settings, step):
    settings.DEBUG = True  # a wrong name is an error then

    assert icon(timeline.ICONS[step]).startswith("<svg")


def test_a_person_without_a_name_is_said_to_be_so(cast, sign_in):
    page = page_of(sign_in(cast.dispatcher), make_petition(cast.bureau, cast.clerk, parties=[Party(name="", phone="13800000001")]))

    assert "no name given" in page
    assert "Nobody gave a name." in page_of(sign_in(cast.dispatcher), make_petition(cast.bureau, cast.clerk, parties=[]))
