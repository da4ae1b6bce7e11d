"""Does a warning rest on evidence, come from a named person, end by proof, and climb the ladder in its order (scenario 61)?"""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Level as OrganLevel
from accounts.models import OrganKind, Role
from petitions.models import Clock, Notice, Party, Petition
from supervision import tasks, warnings
from supervision.accountability import PERFUNCTORY
from supervision.models import WarningCard, WarningDeed, WarningEvidence, WarningRule
from tests.database import count_queries
from tests.factories import make_duty, make_organ
from tests.uploads.samples import PDF

TODAY = date(2026, 4, 8)
PAGE = "/supervision/warnings/"


class Days:
    today = TODAY


@pytest.fixture
def days(monkeypatch):
    days = Days()
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else days.today)
    return days


@pytest.fixture
def office(cast, days):
    """Three cases of the housing bureau became late this quarter, two of the water bureau."""
    for number in range(3):
        cast.transferred(subject=f"住建第{number}件", claims=("请修理",))
    for number in range(2):
        cast.transferred(organ=cast.water, subject=f"水利第{number}件", claims=("请修理",))
    cast.deputy_leader = make_duty(Role.B_LEAD, cast.bureau, "郝副局长")
    cast.other_supervisor = make_duty(Role.SUPERV, cast.bureau, "于督查")
    return cast


def open_as(client, duty, address=PAGE, **query):
    client.force_login(duty.officer)
    return client.get(address, query)


def post_as(client, duty, address, **data):
    client.force_login(duty.officer)
    return client.post(address, data)


def page_of(card):
    return f"{PAGE}{card.slug}/"


def step(client, duty, card, name, **data):
    return post_as(client, duty, f"{page_of(card)}{name}/", **data)


ISSUE = {"facts": "第二季度三件信访事项超过规定期限。", "requirement": "全部办结。", "clear_by": "2026-05-08"}
INTERVIEW = {"interview_at": "2026-05-20T09:30", "place": "市信访局三楼"}


def issued(client, office):
    (card,) = warnings.propose(TODAY)
    assert step(client, office.bureau_leader, card, "issue", **ISSUE).status_code == 302
    card.refresh_from_db()
    return card


def proof(name="整改报告.pdf"):
    return {"words": "三件均已办结。", "files": SimpleUploadedFile(name, PDF)}


def listed(client, duty, **query):
    return [line["card"].organ.short_name for line in open_as(client, duty, **query).context["lines"]]


# ── The rule ──


def test_three_overdue_cases_in_a_quarter_are_proposed_with_their_evidence_and_two_are_not(client, office):
    tasks.propose_warnings()

    card = WarningCard.objects.get()
    assert (card.organ, card.level, card.state, card.proposed_by) == (office.housing, "YELLOW_CARD", "PROPOSED", None)
    assert set(card.evidence.values_list("petition__subject", "clock__rule")) == {(f"住建第{n}件", "C03") for n in range(3)}
    response = open_as(client, office.bureau_leader, page_of(card))
    assert response.status_code == 200
    for line in response.context["lines"]:
        assert line.petition.get_absolute_url() in response.content.decode()
    assert Notice.objects.filter(duty=office.bureau_leader, kind="warning_proposed").count() == 1
    assert "住建第" not in str(list(Notice.objects.filter(kind="warning_proposed").values_list("details", flat=True)))


def test_run_again_or_after_missed_days_it_adds_nothing(office):
    warnings.propose(TODAY)
    before = (WarningCard.objects.count(), WarningEvidence.objects.count(), WarningDeed.objects.count(), Notice.objects.count())

    assert warnings.propose(TODAY) == []
    assert warnings.propose(TODAY + timedelta(days=1)) == []
    assert (WarningCard.objects.count(), WarningEvidence.objects.count(), WarningDeed.objects.count(), Notice.objects.count()) == before


def test_a_quarter_that_is_over_is_made_up_for(office):
    office.transferred(organ=office.water, subject="水利第2件")

    assert {card.organ for card in warnings.propose(date(2026, 7, 20))} == {office.housing, office.water}
    assert set(WarningCard.objects.values_list("quarter_on", flat=True)) == {date(2026, 4, 1)}


def test_a_case_counts_in_the_quarter_in_which_it_became_late_once_however_many_of_its_clocks_are(office):
    (water,) = Petition.objects.filter(subject="水利第0件")
    for rule in ("C06", "C23"):
        clock = water.clocks.get(rule="C03")
        clock.pk, clock.rule = None, rule
        clock.save()

    assert [card.organ for card in warnings.propose(date(2026, 4, 1))] == [office.housing]  # the last day was 31 March: late since 1 April
    assert list(WarningCard.objects.values_list("quarter_on", flat=True)) == [date(2026, 4, 1)]


def test_on_its_last_day_nothing_is_late(office):
    assert warnings.propose(date(2026, 3, 31)) == []


@pytest.mark.parametrize("change", [{"rule": "C04"}, {"rule": "C12"}, {"result": "NA"}, {"rule": "C05"}, {"is_provisional": True}])
def test_rights_own_targets_and_what_was_set_aside_do_not_count(office, change):
    one = Petition.objects.get(subject="住建第0件")
    Clock.objects.filter(petition=one, rule="C04").delete()
    one.clocks.filter(rule="C03").update(**change)

    assert warnings.propose(TODAY) == []


def test_an_accusation_is_never_evidence(office):
    secret = Petition.objects.get(subject="住建第0件")
    Petition.objects.filter(pk=secret.pk).update(is_sealed=True)
    assert warnings.propose(TODAY) == []

    office.transferred(subject="住建第3件")
    (card,) = warnings.propose(TODAY)
    assert secret.pk not in card.evidence.values_list("petition", flat=True)


def test_what_becomes_late_afterwards_bears_the_proposal_too_and_no_issued_card(client, office, days):
    (card,) = warnings.propose(TODAY)
    office.transferred(subject="住建第3件")
    warnings.propose(TODAY)
    assert card.evidence.count() == 4

    step(client, office.bureau_leader, card, "issue", **ISSUE)
    office.transferred(subject="住建第4件")
    warnings.propose(TODAY)
    assert card.evidence.count() == 4
    assert WarningCard.objects.count() == 1


# ── Issued by a person ──


def test_a_named_leader_issues_it_with_number_paper_and_notices(client, office):
    (card,) = warnings.propose(TODAY)
    assert "3件" in open_as(client, office.bureau_leader, page_of(card)).context["forms"][0]["form"]["facts"].value()

    assert step(client, office.bureau_leader, card, "issue", **ISSUE).status_code == 302

    card.refresh_from_db()
    assert (card.state, card.issued_by, card.issued_on) == ("ISSUED", office.bureau_leader, TODAY)
    assert (card.clear_by, card.valid_until) == (date(2026, 5, 8), date(2027, 4, 8))
    assert card.number.endswith("警〔2026〕1号")
    assert set(Notice.objects.filter(kind="warning_issued").values_list("duty", flat=True)) == {office.leader.pk, office.liaison.pk}
    for duty in (office.bureau_leader, office.liaison, office.leader):
        pdf = open_as(client, duty, f"{page_of(card)}paper/")
        assert pdf.status_code == 200
        assert pdf.content.startswith(b"%PDF")
    assert open_as(client, office.water_leader, f"{page_of(card)}paper/").status_code == 404


def test_nobody_but_a_leader_of_the_bureau_issues_a_card(client, office):
    (card,) = warnings.propose(TODAY)

    for duty in (
        office.supervisor,
        office.joint,
        office.leader,
        office.liaison,
        office.city_leader,
        office.clerk,
        office.handler,
        office.water_leader,
    ):
        assert step(client, duty, card, "issue", **ISSUE).status_code == 404, duty
        assert step(client, duty, card, "drop", words="不予发出").status_code == 404, duty
    card.refresh_from_db()
    assert card.state == "PROPOSED"

    assert step(client, office.bureau_leader, card, "issue", **ISSUE).status_code == 302


def test_whoever_proposed_it_does_not_issue_it(client, office):
    asked = {
        "organ": office.water.name,
        "level": "YELLOW_CARD",
        "reason": "R22-44(1)",
        "facts": "多次不登记群众来信，经指出不改。",
        "requirement": "补办登记。",
    }
    assert post_as(client, office.bureau_leader, f"{PAGE}propose/", **asked).status_code == 302
    card = WarningCard.objects.get()

    response = step(client, office.bureau_leader, card, "issue", **ISSUE)
    assert response.status_code == 409
    assert ISSUE["facts"] in response.content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        WarningCard.objects.filter(pk=card.pk).update(
            state="ISSUED", issued_by=office.bureau_leader, issued_on=TODAY, number="1", payload={}, clear_by=TODAY, valid_until=TODAY
        )
    assert step(client, office.deputy_leader, card, "issue", **ISSUE).status_code == 302


def test_a_leader_drops_it_with_a_reason_and_it_does_not_come_back(client, office):
    (card,) = warnings.propose(TODAY)

    assert step(client, office.bureau_leader, card, "drop", words=" ").status_code == 422
    assert step(client, office.bureau_leader, card, "drop", words="同一系统故障所致。").status_code == 302

    card.refresh_from_db()
    assert card.state == "DROPPED"
    assert card.deeds.last().words == "同一系统故障所致。"
    assert warnings.propose(TODAY + timedelta(days=1)) == []
    assert open_as(client, office.leader, page_of(card)).status_code == 404


def test_what_a_colleague_decided_meanwhile_is_said_and_what_was_typed_stays(client, office):
    (card,) = warnings.propose(TODAY)
    step(client, office.deputy_leader, card, "drop", words="不予发出。")

    response = step(client, office.bureau_leader, card, "issue", **ISSUE)

    assert response.status_code == 409
    assert ISSUE["facts"] in response.content.decode()
    card.refresh_from_db()
    assert card.state == "DROPPED"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clear_by", "2026-04-08"),
        ("clear_by", "9999-12-31"),
        ("clear_by", "x"),
        ("facts", " \u200b"),
        ("facts", "a\0b"),
        ("requirement", ""),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field_and_the_others_are_kept(client, office, field, value):
    (card,) = warnings.propose(TODAY)

    response = step(client, office.bureau_leader, card, "issue", **ISSUE | {field: value})

    assert response.status_code == 422
    assert field in response.context["refused"].errors
    kept = next(words for name, words in ISSUE.items() if name != field)
    assert kept in response.content.decode()
    card.refresh_from_db()
    assert card.state == "PROPOSED"


def test_a_bureau_is_judged_by_the_one_above_it(client, office):
    province = make_organ("（省）人民政府", OrganKind.GOVERNMENT, OrganLevel.PROVINCE)
    above = make_organ("（省）信访局", OrganKind.BUREAU, OrganLevel.PROVINCE, parent=province, phone="0999-1")
    office.city.parent = province
    office.city.save()
    chief = make_duty(Role.B_LEAD, above, "省局长")
    clocks = Clock.objects.filter(organ=office.housing, rule="C03")
    clocks.update(organ=office.bureau)

    (card,) = warnings.propose(TODAY)

    assert card.organ == office.bureau
    for duty in (office.bureau_leader, office.supervisor, office.joint):
        assert open_as(client, duty, page_of(card)).status_code == 404, duty
        assert step(client, duty, card, "issue", **ISSUE).status_code == 404, duty
    assert step(client, chief, card, "issue", **ISSUE).status_code == 302
    assert Notice.objects.filter(kind="warning_proposed", duty=chief).exists()


def test_whoever_has_a_duty_in_the_organ_is_no_judge_of_it(client, office):
    (card,) = warnings.propose(TODAY)
    assert open_as(client, office.supervisor, page_of(card)).status_code == 200

    second = make_duty(Role.LIAISON, office.housing)
    second.officer = office.supervisor.officer
    second.save()

    assert open_as(client, office.supervisor, page_of(card)).status_code == 404
    assert listed(client, office.supervisor) == []


# ── Cleared by proof ──


def test_a_card_is_cleared_with_proof_and_by_another_than_who_handed_it_in(client, office):
    card = issued(client, office)
    assert step(client, office.supervisor, card, "clear", words="已核实。").status_code == 409  # nothing was handed in

    assert step(client, office.liaison, card, "proof", words="三件均已办结。").status_code == 422
    assert step(client, office.water_liaison, card, "proof", **proof()).status_code == 404
    assert step(client, office.supervisor, card, "proof", **proof()).status_code == 404
    assert step(client, office.liaison, card, "proof", **proof()).status_code == 302
    card.refresh_from_db()
    assert (card.state, card.handed_in_by) == ("CLEARING", office.liaison)

    assert step(client, office.leader, card, "clear", words="自行核实。").status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        WarningCard.objects.filter(pk=card.pk).update(state="CLEARED", judged_by=office.liaison)
    assert step(client, office.supervisor, card, "clear", words="逐件核实。").status_code == 302

    card.refresh_from_db()
    assert (card.state, card.judged_by, card.settled_on) == ("CLEARED", office.supervisor, TODAY)
    assert Notice.objects.filter(kind="warning_cleared", duty=office.leader).exists()
    assert warnings.propose(date(2026, 6, 30)) == []


def test_proof_is_a_file_that_its_readers_can_save_and_others_cannot(client, office):
    card = issued(client, office)
    bad = SimpleUploadedFile("报告.pdf", b"MZ\x90\x00 no pdf at all")
    response = step(client, office.liaison, card, "proof", words="三件均已办结。", files=bad)
    assert response.status_code == 422
    assert "三件均已办结。" in response.content.decode()

    step(client, office.liaison, card, "proof", **proof())
    file = card.deeds.get(kind="HANDED_IN").files.get()
    address = f"{page_of(card)}files/{file.slug}/"
    for duty in (office.liaison, office.supervisor):
        assert b"".join(open_as(client, duty, address).streaming_content) == PDF
    assert open_as(client, office.water_liaison, address).status_code == 404
    assert open_as(client, office.liaison, f"{page_of(card)}files/nothing/").status_code == 404


def test_proof_that_is_not_enough_goes_back_with_a_reason_and_a_new_day(client, office, days):
    card = issued(client, office)
    step(client, office.liaison, card, "proof", **proof())

    assert step(client, office.supervisor, card, "return", words="缺少送达回证。", clear_by="2026-04-01").status_code == 422
    assert step(client, office.supervisor, card, "return", words="缺少送达回证。", clear_by="2026-05-20").status_code == 302

    card.refresh_from_db()
    assert (card.state, card.clear_by) == ("ISSUED", date(2026, 5, 20))
    assert "缺少送达回证。" in open_as(client, office.liaison, page_of(card)).content.decode()
    assert step(client, office.leader, card, "proof", **proof()).status_code == 302


# ── The ladder ──


def test_what_is_not_cleared_climbs_the_ladder_in_its_order_and_never_by_itself(client, office, days):
    card = issued(client, office)
    assert warnings.propose(date(2026, 5, 8)) == []  # its last day
    extra = {"INTERVIEW": INTERVIEW, "CIRCULAR": {"circulated_to": "市水利局\n市教育局"}, "LISTED": {}, "RECTIFY": {}}
    climbed = []
    for level, asked in extra.items():
        days.today = card.clear_by + timedelta(days=1)
        (following,) = warnings.propose(days.today)
        assert warnings.propose(days.today) == []
        card.refresh_from_db()
        assert (following.level, following.state, following.follows, card.state) == (level, "PROPOSED", card, "ISSUED")
        clear_by = days.today + timedelta(days=30)
        answers = {"facts": "至今未整改到位。", "requirement": "全部办结。", "clear_by": clear_by.isoformat(), **asked}
        if level == "INTERVIEW":
            answers["interview_at"] = f"{days.today + timedelta(days=3)}T09:30"
        assert step(client, office.bureau_leader, following, "issue", **answers).status_code == 404  # art. 39: the joint conference
        issuer = office.city_leader if level == "LISTED" else office.joint
        assert step(client, issuer, following, "issue", **answers).status_code == 302, level
        card.refresh_from_db()
        assert (card.state, card.settled_on) == ("FOLLOWED", days.today)
        card = following
        card.refresh_from_db()
        climbed.append(card.payload["measure"])
        assert open_as(client, office.liaison, f"{page_of(card)}paper/").status_code == 200

    assert climbed == ["INTERVIEW", "CIRCULAR", "LISTED", "RECTIFY"]
    days.today = card.clear_by + timedelta(days=1)
    assert warnings.propose(days.today) == []  # nothing above it
    assert card.deeds.filter(kind="OVERDUE").count() == 1


def test_an_interview_needs_its_time_and_place(client, office, days):
    card = issued(client, office)
    days.today = date(2026, 5, 9)
    (following,) = warnings.propose(days.today)
    answers = {**ISSUE, "clear_by": "2026-06-08"}

    response = step(client, office.joint, following, "issue", **answers)
    assert response.status_code == 422
    assert {"interview_at", "place"} <= set(response.context["refused"].errors)
    assert step(client, office.joint, following, "issue", **answers, **INTERVIEW).status_code == 302
    card.refresh_from_db()
    assert card.state == "FOLLOWED"


def test_a_card_that_was_answered_meanwhile_is_not_followed_and_the_proposal_falls_with_its_clearing(client, office, days):
    card = issued(client, office)
    days.today = date(2026, 5, 9)
    (following,) = warnings.propose(days.today)
    assert step(client, office.liaison, card, "proof", **proof()).status_code == 302  # late, but there

    answers = {**ISSUE, "clear_by": "2026-06-08", **INTERVIEW}
    response = step(client, office.joint, following, "issue", **answers)
    assert response.status_code == 409
    assert step(client, office.supervisor, card, "clear", words="逐件核实。").status_code == 302

    following.refresh_from_db()
    assert following.state == "DROPPED"
    assert warnings.propose(days.today + timedelta(days=5)) == []


def test_the_next_measure_that_was_dropped_is_proposed_again_only_by_a_person(client, office, days):
    card = issued(client, office)
    assert step(client, office.supervisor, card, "next", words="逾期。").status_code in (409, 422)  # it has time yet
    days.today = date(2026, 5, 9)
    (following,) = warnings.propose(days.today)
    step(client, office.joint, following, "drop", words="再给一个月。")
    assert warnings.propose(days.today + timedelta(days=1)) == []

    assert step(client, office.liaison, card, "next", words="请约谈我们。").status_code == 404
    assert step(client, office.supervisor, card, "next", words="一个月后仍未整改。").status_code == 302
    again = WarningCard.objects.get(state="PROPOSED")
    assert (again.level, again.follows, again.proposed_by) == ("INTERVIEW", card, office.supervisor)


def test_a_warning_expires_when_nothing_waits_for_a_decision(client, office, days):
    card = issued(client, office)
    days.today = date(2026, 5, 9)
    (following,) = warnings.propose(days.today)

    warnings.propose(date(2027, 4, 9))
    card.refresh_from_db()
    assert card.state == "ISSUED"  # the interview is not decided on

    step(client, office.joint, following, "drop", words="已另行处理。")
    warnings.propose(date(2027, 4, 8))
    card.refresh_from_db()
    assert card.state == "ISSUED"  # its last day
    warnings.propose(date(2027, 4, 9))
    card.refresh_from_db()
    assert (card.state, card.settled_on) == ("ENDED", date(2027, 4, 9))


# ── By hand ──


def test_a_perfunctory_first_reception_is_circulated_and_names_the_organ_that_received_first(client, office):
    petition = office.transferred(subject="初访敷衍")
    Petition.objects.filter(pk=petition.pk).update(first_organ=office.housing)
    asked = {
        "level": "CIRCULAR",
        "reason": PERFUNCTORY,
        "number": petition.number,
        "facts": "初访时未登记，引发集体来访。",
        "requirement": "书面检查。",
    }

    assert post_as(client, office.supervisor, f"{PAGE}propose/", **asked | {"level": "YELLOW_CARD"}).status_code == 422
    assert post_as(client, office.supervisor, f"{PAGE}propose/", **asked | {"number": ""}).status_code == 422
    assert post_as(client, office.supervisor, f"{PAGE}propose/", **asked | {"organ": office.water.name}).status_code == 422
    assert post_as(client, office.supervisor, f"{PAGE}propose/", **asked).status_code == 302

    assert post_as(client, office.supervisor, f"{PAGE}propose/", **asked).status_code == 422  # the same once more
    card = WarningCard.objects.get()
    assert (card.organ, card.level, card.petition, card.counted) == (office.housing, "CIRCULAR", petition, 0)
    assert step(client, office.joint, card, "issue", **ISSUE).status_code == 422  # to whom?
    assert step(client, office.bureau_leader, card, "issue", **ISSUE, circulated_to="市水利局").status_code == 302
    card.refresh_from_db()
    assert card.payload["copies"] == ["市水利局"]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("level", {"level": "LISTED"}), ("level", {"level": "CIRCULAR"}), ("reason", {"reason": "R99"}), ("number", {"number": "1' OR 1"}),
        ("organ", {"organ": ""}), ("organ", {"organ": "江城市信访局"}), ("organ", {"organ": "江城市人民政府"}), ("facts", {"facts": "a\0" * 20}),
    ],
)  # fmt: skip
def test_a_proposal_by_hand_that_cannot_be_is_said_and_kept(client, office, field, change):
    asked = {
        "organ": office.water.name,
        "level": "INTERVIEW",
        "reason": "R22-44(1)",
        "facts": "多次不登记来信，经指出不改。",
        "requirement": "补登记。",
    }

    response = post_as(client, office.supervisor, f"{PAGE}propose/", **asked | change)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "补登记。" in response.content.decode()
    assert not WarningCard.objects.exists()


# ── The rule as data ──


def test_a_leader_writes_the_rule_for_quarters_to_come_and_old_versions_stay(client, office, days):
    asked = {
        "threshold": 2,
        "level": "YELLOW_CARD",
        "clear_days": 20,
        "valid_months": 6,
        "valid_from": "2026-07-01",
        "reason": "二件即警示。",
    }
    assert open_as(client, office.supervisor, f"{PAGE}rule/").context["form"] is None
    post_as(client, office.supervisor, f"{PAGE}rule/", **asked)
    assert not WarningRule.objects.exists()
    for wrong in (
        {"threshold": 0},
        {"threshold": "9" * 30},
        {"valid_from": "2026-04-01"},
        {"valid_from": "x"},
        {"level": "RECTIFY"},
        {"reason": ""},
    ):
        assert post_as(client, office.bureau_leader, f"{PAGE}rule/", **asked | wrong).status_code == 422, wrong
    assert post_as(client, office.bureau_leader, f"{PAGE}rule/", **asked).status_code == 302

    assert [card.organ for card in warnings.propose(TODAY)] == [office.housing]  # this quarter began under three
    Clock.objects.filter(organ=office.water, rule="C03").update(rolled_on=date(2026, 7, 3))
    days.today = date(2026, 7, 6)
    (card,) = warnings.propose(days.today)
    assert (card.organ, card.threshold) == (office.water, 2)
    assert WarningRule.objects.get().written_by == office.bureau_leader
    with pytest.raises(DatabaseError), transaction.atomic():
        WarningRule.objects.update(threshold=9)
    assert open_as(client, office.bureau_leader, f"{PAGE}rule/").context["in_force"].threshold == 2


# ── Who learns of it ──


def test_the_organ_sees_its_own_warnings_once_they_are_issued_and_nobody_elses(client, office):
    (card,) = warnings.propose(TODAY)
    for duty in (office.liaison, office.leader):
        assert listed(client, duty) == []
        assert open_as(client, duty, page_of(card)).status_code == 404
    assert listed(client, office.supervisor) == ["市住房和城乡建设局"]

    step(client, office.bureau_leader, card, "issue", **ISSUE)
    for duty in (office.liaison, office.leader):
        assert listed(client, duty) == ["市住房和城乡建设局"]
        assert open_as(client, duty, page_of(card)).status_code == 200
    for duty in (office.water_liaison, office.water_leader):
        assert listed(client, duty) == []
        assert open_as(client, duty, page_of(card)).status_code == 404
    for duty in (office.clerk, office.handler, office.dispatcher, office.admin, office.archivist, office.accusation_officer):
        for address in (PAGE, f"{PAGE}list.xlsx", f"{PAGE}print/", page_of(card), f"{page_of(card)}paper/"):
            assert open_as(client, duty, address).status_code == 404, (duty, address)


def test_evidence_that_is_sealed_later_disappears_and_the_proposal_cannot_be_issued(client, office):
    (card,) = warnings.propose(TODAY)
    secret = Petition.objects.get(subject="住建第0件")
    before = open_as(client, office.bureau_leader, page_of(card))
    assert (before.context["shown_number"], before.context["is_part"], before.context["is_too_few"]) == (3, False, False)

    Petition.objects.filter(pk=secret.pk).update(is_sealed=True, petition_class="ACCUSATION")

    after = open_as(client, office.bureau_leader, page_of(card))
    assert (after.context["shown_number"], after.context["is_part"], after.context["is_too_few"]) == (2, True, True)
    assert secret.number not in after.content.decode()
    line = open_as(client, office.bureau_leader).context["lines"][0]
    assert (line["card"].shown, line["is_part"]) == (2, True)
    assert step(client, office.bureau_leader, card, "issue", **ISSUE).status_code == 409
    card.refresh_from_db()
    assert card.state == "PROPOSED"


def test_who_keeps_away_from_a_case_does_not_read_it_in_the_evidence(client, office):
    (card,) = warnings.propose(TODAY)
    petition = Petition.objects.get(subject="住建第0件")
    petition.parties.create(name="吴督查", role=Party.Role.ACCUSED, officer=office.supervisor.officer)

    seen = open_as(client, office.supervisor, page_of(card))
    assert petition.number not in seen.content.decode()
    assert (seen.context["shown_number"], seen.context["is_part"]) == (2, True)
    assert petition.number in open_as(client, office.other_supervisor, page_of(card)).content.decode()


def test_a_warning_about_one_matter_goes_where_the_matter_goes(client, office):
    petition = Petition.objects.get(subject="水利第0件")
    asked = {"organ": office.water.name, "level": "INTERVIEW", "reason": "R22-44(1)", "number": petition.number, "facts": "不登记，激化矛盾升级。",
             "requirement": "补登记。"}  # fmt: skip
    assert post_as(client, office.supervisor, f"{PAGE}propose/", **asked).status_code == 302
    card = WarningCard.objects.get()
    assert "激化矛盾" in open_as(client, office.other_supervisor, page_of(card)).content.decode()

    Petition.objects.filter(pk=petition.pk).update(is_restricted=True)
    masked = open_as(client, office.other_supervisor, page_of(card)).content.decode()
    assert "激化矛盾" not in masked
    assert petition.grouped_number in masked
    assert step(client, office.joint, card, "issue", **ISSUE, **INTERVIEW).status_code == 404

    Petition.objects.filter(pk=petition.pk).update(is_restricted=False, is_sealed=True, petition_class="ACCUSATION")
    for duty in (office.supervisor, office.bureau_leader, office.joint, office.accusation_officer):
        assert open_as(client, duty, page_of(card)).status_code == 404, duty
    assert listed(client, office.supervisor) == []
    assert warnings.waiting_for(office.joint, TODAY) == []


def test_the_spreadsheet_and_the_print_hold_what_the_list_shows(client, office):
    card = issued(client, office)

    response = open_as(client, office.supervisor, f"{PAGE}list.xlsx", status="open")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["江城市住房和城乡建设局"]
    assert card.number in rows[1]
    assert card.number in open_as(client, office.supervisor, f"{PAGE}print/").content.decode()
    assert open_as(client, office.supervisor, status="late").context["lines"] == []
    assert open_as(client, office.supervisor, status="x" * 300, organ="没有", level="?").status_code == 200


def test_one_warning_and_thirty_cost_the_same_queries(client, office):
    (card,) = warnings.propose(TODAY)
    open_as(client, office.supervisor)
    with count_queries() as few:
        client.get(PAGE)
    for number in range(30):
        WarningCard.objects.create(
            organ=office.water, level="INTERVIEW", reason="R22-44(1)", facts=f"{number}", requirement="x", proposed_on=TODAY
        )
    with count_queries() as many:
        client.get(PAGE)
    assert len(few) == len(many) <= 14

    with count_queries() as few:
        client.get(page_of(card))
    for number in range(10):
        office.transferred(subject=f"又一件{number}", claims=("请修理",))
    warnings.propose(TODAY)
    with count_queries() as many:
        client.get(page_of(card))
    assert len(few) == len(many)


def test_the_workbench_says_what_waits_for_whom(client, office, days):
    def waits(duty):
        return [(line.card.level, str(line.what)) for line in warnings.waiting_for(duty, days.today)]

    (card,) = warnings.propose(TODAY)
    assert len(waits(office.bureau_leader)) == 1
    assert waits(office.supervisor) == waits(office.leader) == waits(office.joint) == []
    step(client, office.bureau_leader, card, "issue", **ISSUE)
    assert waits(office.bureau_leader) == []
    assert len(waits(office.leader)) == len(waits(office.liaison)) == 1
    step(client, office.liaison, card, "proof", **proof())
    assert waits(office.leader) == []
    assert len(waits(office.supervisor)) == 1
    step(client, office.supervisor, card, "return", words="缺少回证。", clear_by="2026-04-20")
    days.today = date(2026, 4, 21)
    warnings.propose(days.today)
    assert [level for level, _words in waits(office.supervisor)] == ["YELLOW_CARD"]
    assert [level for level, _words in waits(office.joint)] == ["YELLOW_CARD", "INTERVIEW"]
    assert waits(office.clerk) == []
