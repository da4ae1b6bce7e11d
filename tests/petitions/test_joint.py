"""Three organs on one petition: who is asked, who answers by when, and what the lead cannot sign without."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from petitions.models import Notice, Part, Petition
from petitions.workflow import State, StepNotOpen
from supervision.ladder import sweep
from tests.factories import at, make_duty
from tests.petitions.test_views_steps import PDF, errors, state_of, take

ASKED = {
    "organ_1_slug": "water", "organ_1": "water", "task_1": "查明供水管网情况", "due_on_1": "2026-04-03",
    "organ_2_slug": "education", "organ_2": "education", "task_2": "核实学校用水情况", "due_on_2": "2026-04-08",
}  # fmt: skip


def asked(cast, **others):
    """The answers of the form, with organs as the picker posts them."""
    assert cast.education_liaison.organ == cast.education
    answers = ASKED | others
    for name, value in list(answers.items()):
        if name.startswith("organ"):
            organ = getattr(cast, value)
            answers[name] = organ.slug if name.endswith("slug") else organ.name
    return answers


def confirm(client, petition, **decision):
    proposal = petition.proposals.get(is_confirmed=None)
    return client.post(f"/cases/{petition.number}/proposals/{proposal.slug}/", {"decision": "confirm", **decision})


def sees(client, petition):
    return client.get(petition.get_absolute_url()).status_code == 200


def told(duty, petition):
    return list(Notice.objects.filter(duty=duty, petition=petition, channel="DESK").order_by("id").values_list("kind", flat=True))


def reach_handling(cast, petition, accepted_on=date(2026, 3, 20)):
    petition.advance("sign_for", by=cast.liaison, at=at(accepted_on))
    petition.advance("accept", by=cast.handler, at=at(accepted_on), track="T6_PETITION", mode="PERSONAL", notified_on=accepted_on)
    petition.confirm(petition.pending, by=cast.liaison, at=at(accepted_on))
    return petition


def find_all(cast, petition, found_on=date(2026, 4, 1)):
    for claim in petition.claims.all():
        petition.advance(
            "find", by=cast.handler, at=at(found_on), claim=claim, facts="属实", result="SUPPORT", opinion="予以支持", basis="《办法》"
        )
    return petition


def test_scenario_51_three_organs_one_answer_and_no_signature_before_the_parts_are_in(cast, sign_in, on):
    on(2026, 3, 16)
    petition = cast.sorted()
    dispatcher, bureau_leader = sign_in(cast.dispatcher), sign_in(cast.bureau_leader)
    answers = asked(cast, organ_slug="housing", organ="housing", result_due_on="2026-06-19")

    assert take(sign_in(cast.clerk), petition, "assign_jointly", **answers).status_code == 404
    assert take(dispatcher, petition, "assign_jointly", **answers).status_code == 302
    assert state_of(petition) == State.TRIAGE
    assert not sees(sign_in(cast.water_liaison), petition)
    assert confirm(bureau_leader, petition).status_code == 302

    assert state_of(petition) == State.ROUTING
    assert sorted(petition.documents.values_list("kind", flat=True)) == ["D05", "D06", "D13", "D13A", "D13A"]
    assert list(petition.clocks.filter(rule="C31").values_list("organ", "strict_on", "rolled_on")) == [
        (cast.water.pk, date(2026, 4, 3), date(2026, 4, 3)),
        (cast.education.pk, date(2026, 4, 8), date(2026, 4, 8)),
    ]
    assert told(cast.water_liaison, petition) == told(cast.education_liaison, petition) == ["part_asked"]

    reach_handling(cast, petition)
    find_all(cast, petition)
    on(2026, 4, 1)
    handler, leader = sign_in(cast.handler), sign_in(cast.leader)
    refused = take(handler, petition, "submit")
    assert refused.status_code == 422
    assert all(organ.short_name in str(errors(refused)) for organ in (cast.water, cast.education))

    # water: given to a case handler, written, confirmed by its leader and by nobody else's
    assert not sees(sign_in(cast.water_handler), petition)
    assert take(sign_in(cast.water_liaison), petition, "give_part", handler=cast.water_handler.slug).status_code == 302
    water_handler = sign_in(cast.water_handler)
    assert sees(water_handler, petition)
    proof = SimpleUploadedFile("管网图.pdf", PDF)
    assert take(water_handler, petition, "answer_part", opinion="供水主管老化，已列入改造。", files=proof).status_code == 302
    assert take(sign_in(cast.leader), petition, "confirm_part", is_confirmed="yes").status_code == 422
    assert take(sign_in(cast.education_leader), petition, "confirm_part", is_confirmed="yes").status_code == 422
    assert petition.parts.missing().count() == 2
    assert take(sign_in(cast.water_leader), petition, "confirm_part", is_confirmed="yes").status_code == 302
    part = petition.parts.given().get()
    assert (part.organ, part.answered_on, [file.name for file in part.answer.event.evidence.all()]) == (
        cast.water,
        date(2026, 4, 1),
        ["管网图.pdf"],
    )
    assert told(cast.handler, petition)[-1] == "part_in"
    assert petition.clocks.get(rule="C31", organ=cast.water).result == "MET"

    # education is late: the supervisor's list shows it, the lead and the bureau hear of it
    on(2026, 4, 9)
    sweep(date(2026, 4, 9))
    page = sign_in(cast.supervisor).get("/supervision/")
    assert petition.number in page.content.decode()
    for duty in (cast.handler, cast.dispatcher, cast.supervisor, cast.education_liaison):
        assert "clock_late" in told(duty, petition)
    assert "clock_late" not in told(cast.water_liaison, petition)

    handler, leader = sign_in(cast.handler), sign_in(cast.leader)
    refused = take(handler, petition, "submit")
    assert cast.education.short_name in str(errors(refused))
    assert cast.water.short_name not in str(errors(refused))
    assert take(leader, petition, "override_parts", reason=" ").status_code == 422
    assert take(handler, petition, "override_parts", reason="不再等待").status_code == 404
    assert take(leader, petition, "override_parts", reason="学校用水与本事项无关，不再等待。").status_code == 302
    assert petition.clocks.get(rule="C31", organ=cast.education).result == "NA"
    assert take(handler, petition, "submit").status_code == 302
    assert take(leader, petition, "sign").status_code == 302

    letter = petition.documents.get(kind="D17")
    assert letter.payload["parts"] == [{"organ": cast.water.name, "task": "查明供水管网情况", "opinion": "供水主管老化，已列入改造。"}]
    assert letter.payload["copies"] == [cast.bureau.name]
    assert take(handler, petition, "serve", mode="MAIL", served_on="2026-04-09", note="XA1").status_code == 302
    assert told(cast.clerk, petition)[-1] == "copy"
    text = handler.get(f"/cases/{petition.number}/documents/{letter.slug}.pdf")
    assert text.status_code == 200


def test_a_lead_with_every_part_in_signs_without_an_override(cast):
    petition = find_all(cast, reach_handling(cast, cast.assigned_jointly()))
    for liaison, leader in [(cast.water_liaison, cast.water_leader), (cast.education_liaison, cast.education_leader)]:
        petition.advance("answer_part", by=liaison, at=at(date(2026, 4, 1)), opinion="已核实。")
        petition.advance("confirm_part", by=leader, at=at(date(2026, 4, 2)))

    with pytest.raises(StepNotOpen):
        petition.advance("override_parts", by=cast.leader, at=at(date(2026, 4, 2)), reason="没有可等的。")
    petition.advance("submit", by=cast.handler, at=at(date(2026, 4, 2)))
    petition.advance("sign", by=cast.leader, at=at(date(2026, 4, 2)))

    assert [row["organ"] for row in petition.documents.get(kind="D17").payload["parts"]] == [cast.water.name, cast.education.name]
    assert set(petition.clocks.filter(rule="C31").values_list("result", flat=True)) == {"MET"}


def test_a_part_that_came_back_holds_up_the_answer_until_it_is_in_again(cast):
    petition = find_all(cast, reach_handling(cast, cast.assigned_jointly()))
    part = petition.parts.get(organ=cast.water)
    petition.advance("answer_part", by=cast.water_liaison, at=at(date(2026, 4, 7)), opinion="不清楚。")
    petition.advance("confirm_part", by=cast.water_leader, at=at(date(2026, 4, 7)))
    part.refresh_from_db()

    with pytest.raises(StepNotOpen):
        petition.advance("return_part", by=cast.water_leader, at=at(date(2026, 4, 8)), part=part, due_on=date(2026, 4, 15), reason="再查")
    petition.advance("return_part", by=cast.handler, at=at(date(2026, 4, 8)), part=part, due_on=date(2026, 4, 15), reason="请查明原因。")

    assert list(petition.clocks.filter(rule="C31", organ=cast.water).values_list("result", "days_late", "strict_on")) == [
        ("LATE", 4, date(2026, 4, 3)),
        ("RUNNING", 0, date(2026, 4, 15)),
    ]
    assert told(cast.water_liaison, petition)[-1] == "part_back"
    petition.advance("answer_part", by=cast.water_liaison, at=at(date(2026, 4, 9)), opinion="查明为阀门损坏。")
    petition.advance("confirm_part", by=cast.water_leader, at=at(date(2026, 4, 9)), is_confirmed=False, reason="写明更换日期。")
    assert petition.parts.filter(organ=cast.water).missing().exists()
    petition.advance("answer_part", by=cast.water_liaison, at=at(date(2026, 4, 9)), opinion="查明为阀门损坏，四月二十日前更换。")
    petition.advance("confirm_part", by=cast.water_leader, at=at(date(2026, 4, 9)))
    assert petition.parts.get(organ=cast.water).answer.opinion == "查明为阀门损坏，四月二十日前更换。"


def test_the_one_who_wrote_a_part_does_not_confirm_it(cast):
    petition = cast.assigned_jointly()
    both = cast.water_leader.officer.duties.create(organ=cast.water, role="LIAISON", since=date(2020, 1, 1))
    petition.advance("answer_part", by=both, at=at(date(2026, 3, 18)), opinion="已核实。")
    second = make_duty("O_LEAD", cast.water)

    with pytest.raises(StepNotOpen):
        petition.advance("confirm_part", by=cast.water_leader, at=at(date(2026, 3, 18)))
    petition.advance("confirm_part", by=second, at=at(date(2026, 3, 18)))

    assert petition.parts.given().count() == 1


def test_a_meeting_has_minutes_and_what_it_decides_becomes_a_part(cast, sign_in, on):
    on(2026, 4, 1)
    petition = reach_handling(cast, cast.transferred())
    answers = {
        "held_on": "2026-04-01", "place": "信访局二楼会议室", "attendees": "李分办、孙承办、冯联络", "minutes": "各单位通报情况。",
        "decisions": "水利局查明管网。", **asked(cast, organ_2_slug="water"),
    }  # fmt: skip
    one = {name: value for name, value in answers.items() if not name.endswith("_2") and name != "organ_2_slug"}

    assert take(sign_in(cast.water_liaison), petition, "record_meeting", **one).status_code == 404
    half = take(sign_in(cast.handler), petition, "record_meeting", **one | {"task_1": ""})
    assert errors(half).keys() == {"task_1"}
    assert take(sign_in(cast.dispatcher), petition, "record_meeting", **one).status_code == 302

    part = Part.objects.get(joint__petition=petition)
    assert (part.organ, part.due_on, part.meeting.minutes) == (cast.water, date(2026, 4, 3), "各单位通报情况。")
    assert petition.joint.lead == cast.housing
    assisting = sign_in(cast.water_leader)  # sees the matter, and calls no meeting on it
    assert assisting.get(petition.get_absolute_url()).status_code == 200
    assert take(assisting, petition, "record_meeting", **one).status_code == 422
    assert petition.joint.meetings.count() == 1
    page = sign_in(cast.handler).get(petition.get_absolute_url()).content.decode()
    assert "信访局二楼会议室" in page
    again = take(sign_in(cast.handler), petition, "ask_for_part", organ=cast.water.name, task="再查", due_on="2026-04-10")
    assert again.status_code == 422
    assert (
        take(sign_in(cast.handler), petition, "ask_for_part", organ=cast.education.name, task="核实", due_on="2026-04-10").status_code
        == 302
    )


def test_an_assisting_organ_sees_the_matter_and_not_the_name_that_is_kept(cast, sign_in, on):
    on(2026, 3, 17)
    petition = cast.assigned_jointly(is_confidential=True)
    open_one = cast.assigned_jointly()

    hidden = sign_in(cast.water_liaison).get(petition.get_absolute_url()).content.decode()
    shown = sign_in(cast.water_liaison).get(open_one.get_absolute_url()).content.decode()

    assert "公租房漏水" in hidden
    assert "王秀英" not in hidden
    assert "王秀英" in shown
    assert "王秀英" not in sign_in(cast.clerk).get(petition.get_absolute_url()).content.decode(), "not before there is a reason"
    reason = {"why": "REACH", "words": "电话联系信访人"}
    assert "王秀英" in sign_in(cast.clerk).post(reverse("reveal", args=[petition.number]), reason).content.decode()
    letter = petition.documents.filter(kind="D13A").first()
    assert "王秀英" not in str(letter.payload)


def test_whoever_assists_finds_its_part_in_the_own_list(cast, sign_in, on):
    on(2026, 3, 17)
    petition = cast.assigned_jointly()

    def listed(duty):
        return petition.number in sign_in(duty).get("/cases/?tab=mine").content.decode()

    assert listed(cast.water_liaison)
    assert not listed(cast.water_leader)
    petition.advance("give_part", by=cast.water_liaison, at=at(date(2026, 3, 17)), handler=cast.water_handler)
    assert listed(cast.water_handler)
    assert not listed(cast.water_liaison)
    petition.advance("answer_part", by=cast.water_handler, at=at(date(2026, 3, 17)), opinion="已核实。")
    assert listed(cast.water_leader)
    petition.advance("confirm_part", by=cast.water_leader, at=at(date(2026, 3, 17)))
    assert not listed(cast.water_leader)


def test_when_the_lead_objects_rightly_an_assisting_organ_can_lead(cast):
    petition = cast.assigned_jointly()
    petition.advance("object", by=cast.liaison, at=at(date(2026, 3, 18)), grounds="管网由水利局负责，不属于本单位职责。", basis="三定方案")
    petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 3, 18)))
    petition.advance("agree_objection", by=cast.dispatcher, at=at(date(2026, 3, 19)), organ=cast.water, reason="理由成立")

    assert petition.joint.lead == cast.water
    assert [part.organ for part in petition.parts.missing()] == [cast.education]
    assert petition.clocks.get(rule="C31", organ=cast.water).result == "NA"


STEPS = {
    "ask_for_part": ("HANDLING", "handler", "water_liaison", {"organ": "discipline", "task": "查", "due_on": date(2026, 4, 20)}),
    "give_part": ("ROUTING", "water_liaison", "liaison", {"handler": "water_handler"}),
    "answer_part": ("ROUTING", "water_liaison", "handler", {"opinion": "已核实。"}),
    "override_parts": ("HANDLING", "leader", "water_leader", {"reason": "不再等待。"}),
    "record_meeting": (
        "HANDLING", "bureau_leader", "water_leader",
        {"held_on": date(2026, 3, 20), "place": "二楼", "attendees": "三人", "minutes": "通报", "decisions": "继续"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_one_who_may_and_one_who_may_not(cast, step):
    stage, allowed, refused, details = STEPS[step]
    make_duty("LIAISON", cast.discipline)
    petition = cast.assigned_jointly()
    if stage == "HANDLING":
        reach_handling(cast, petition)
    details = {key: getattr(cast, value) if isinstance(value, str) and hasattr(cast, value) else value for key, value in details.items()}
    last = petition.events.last()

    with pytest.raises(StepNotOpen):
        petition.advance(step, by=getattr(cast, refused), at=at(date(2026, 3, 21)), **details)
    assert petition.events.last() == last
    petition.advance(step, by=getattr(cast, allowed), at=at(date(2026, 3, 21)), **details)

    assert petition.events.last().step == step
    assert Petition.objects.get(pk=petition.pk).state == petition.state
