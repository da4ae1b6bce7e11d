"""Does each failing cost exactly its points, after the unit was heard and a second person decided, and nobody learn what they must not?"""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Role
from petitions.models import Event, Notice, Petition, Recusal
from supervision import scoring
from supervision.models import Deduction, DeductionDeed, SheetRow, YearSheet
from supervision.scoring_rules import Rules
from tests.database import count_queries
from tests.factories import at, make_duty, make_petition

from .town import Town

TODAY = date(2026, 5, 11)  # a Monday
UNTIL = date(2026, 5, 25)  # ten working days on
NEXT = date(2026, 5, 26)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"


@pytest.fixture
def on(monkeypatch):
    """`on(day)`: it is that day for the pages."""
    now = {"day": TODAY}
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else now["day"])
    return lambda day: now.update(day=day)


@pytest.fixture
def town(cast, on):
    return Town(cast)


@pytest.fixture
def late(cast, on):
    """The housing bureau accepted on 8 April what it had to answer until 31 March; one deduction is proposed."""
    petition = cast.accepted(accepted_on=date(2026, 4, 8))
    scoring.propose(TODAY)
    return Deduction.objects.get(petition=petition, organ=cast.housing)


def open_as(client, duty, address, **query):
    client.force_login(duty.officer)
    return client.get(address, query)


def post_as(client, duty, name, slug, **data):
    client.force_login(duty.officer)
    return client.post(reverse(name, args=[slug]), data)


def confirm(client, duty, row, words=""):
    return post_as(client, duty, "deduction-decide", row.slug, decision="confirm", words=words)


def state_of(row):
    return Deduction.objects.get(pk=row.pk).state


def sheet_of(client, duty, organ, year=2026, **more):
    return open_as(client, duty, reverse("assessment-sheet"), organ=organ.slug, year=year, **more)


# ── What the sweep finds ──


def test_each_failing_costs_its_points_to_the_hundredth_and_the_sheet_is_their_sum(client, cast, town, on):
    petitions = town.four_failings()
    scoring.propose(TODAY)

    rows = {row.code: row for row in Deduction.objects.filter(organ=town.organ)}
    assert {code: row.points for code, row in rows.items()} == {
        "K_NOT_ACCEPTED": Decimal("1.00"),
        "K_NOT_TRANSFERRED": Decimal("1.00"),
        "K_NOT_HANDLED": Decimal("2.00"),
        "K_NOT_TRACKED": Decimal("0.50"),
    }
    assert {code: row.petition.pk for code, row in rows.items()} == {code: petition.pk for code, petition in petitions.items()}
    assert {code: row.occurred_on for code, row in rows.items()} == {
        "K_NOT_ACCEPTED": date(2026, 3, 18),
        "K_NOT_TRANSFERRED": date(2026, 3, 18),
        "K_NOT_HANDLED": date(2026, 5, 10),
        "K_NOT_TRACKED": date(2026, 4, 10),
    }
    assert {row.first_receiver for row in rows.values()} == {town.li}
    assert Deduction.objects.filter(organ=town.organ).count() == 4

    on(NEXT)
    for row in rows.values():
        assert confirm(client, cast.supervisor, row).status_code == 302
    page = sheet_of(client, cast.supervisor, town.organ)
    assert page.context["of"].total == Decimal("4.50")
    assert "−4.50" in page.content.decode()
    assert sheet_of(client, town.leader, town.organ).context["of"].total == Decimal("4.50")
    own = open_as(client, town.li, reverse("own-assessment"), year=2026)
    assert (own.context["of"].receiver, own.context["of"].total) == (town.li, Decimal("4.50"))
    assert [(duty, points) for duty, points in page.context["of"].receivers] == [(town.li, Decimal("4.50"))]
    overview = open_as(client, cast.supervisor, reverse("assessment-sheets"), year=2026)
    assert {line["organ"]: line["points"] for line in overview.context["sums"]}[town.organ] == Decimal("4.50")


def test_scenario_50_the_first_receiver_keeps_a_tracking_task_until_the_matter_is_closed(client, cast, town, on):
    petition = town.referred()
    on(date(2026, 4, 9))
    assert petition.first_receiver == town.li
    assert open_as(client, town.li, reverse("worklist"), tab="mine").status_code == 200

    scoring.propose(date(2026, 4, 9))  # thirty days without a look: not more than that
    assert not Deduction.objects.filter(petition=petition, code="K_NOT_TRACKED").exists()
    scoring.propose(date(2026, 4, 10))
    row = Deduction.objects.get(petition=petition, code="K_NOT_TRACKED")
    assert (row.organ, row.first_receiver, row.points, row.occurred_on) == (town.organ, town.li, Decimal("0.50"), date(2026, 4, 10))
    assert {notice.duty for notice in Notice.objects.filter(kind="deduction_proposed", petition=petition, details__points="0.50")} == {
        town.li, town.liaison, town.leader,
    }  # fmt: skip


def test_whoever_follows_a_matter_is_charged_with_nothing_and_a_new_stretch_is_a_new_occurrence(cast, town, on):
    petition = town.referred()
    town.tracked(petition, date(2026, 4, 5))
    scoring.propose(date(2026, 5, 5))
    assert not Deduction.objects.filter(code="K_NOT_TRACKED").exists()

    town.tracked(petition, date(2026, 5, 20))  # too late: since 5 April more than thirty days
    scoring.propose(date(2026, 7, 1))
    found = Deduction.objects.filter(code="K_NOT_TRACKED").order_by("occurred_on")
    assert [row.occurred_on for row in found] == [date(2026, 5, 6), date(2026, 6, 20)]


def test_the_sweep_run_twice_or_after_missed_days_finds_the_same(cast, town):
    town.four_failings()
    for day in (date(2026, 3, 18), date(2026, 4, 10), TODAY):
        scoring.propose(day)
    by_day = set(Deduction.objects.values_list("petition", "code", "organ", "occurred_on"))
    assert scoring.propose(TODAY) == 0
    assert scoring.propose(TODAY + timedelta(days=1)) == 0
    assert DeductionDeed.objects.count() == Deduction.objects.count() == len(by_day)


def test_one_sweep_after_weeks_of_silence_finds_what_nightly_ones_would_have(cast, town):
    town.four_failings()
    assert scoring.propose(TODAY) == 4 + Deduction.objects.exclude(organ=town.organ).count()
    assert set(Deduction.objects.filter(organ=town.organ).values_list("code", "occurred_on")) == {
        ("K_NOT_ACCEPTED", date(2026, 3, 18)), ("K_NOT_TRANSFERRED", date(2026, 3, 18)), ("K_NOT_HANDLED", date(2026, 5, 10)),
        ("K_NOT_TRACKED", date(2026, 4, 10)),
    }  # fmt: skip


def test_nothing_is_proposed_of_sealed_and_taken_over_matters_nor_before_the_rules(cast, town):
    secret = make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 2))
    secret.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 2)))
    secret.advance("classify", by=cast.dispatcher, at=at(date(2026, 3, 2)), petition_class="ACCUSATION")
    make_petition(cast.bureau, cast.clerk, received_on=date(2025, 11, 3))
    control = make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 2))
    scoring.propose(TODAY)
    assert list(Deduction.objects.values_list("petition", "code")) == [(control.pk, "K_NOT_TRANSFERRED")]


def test_on_the_rolled_date_nobody_is_late(cast, on):
    cast.transferred()  # C03 until 31 March
    scoring.propose(date(2026, 3, 31))
    assert not Deduction.objects.filter(code="K_NOT_ACCEPTED").exists()
    scoring.propose(date(2026, 4, 1))
    assert Deduction.objects.get(code="K_NOT_ACCEPTED").occurred_on == date(2026, 4, 1)


# ── Heard, then decided ──


def test_until_the_last_working_day_of_the_window_nobody_confirms_unless_the_unit_accepts(client, cast, late, on):
    assert late.contest_until == UNTIL
    on(UNTIL)
    assert confirm(client, cast.supervisor, late, "逾期").status_code == 422
    assert state_of(late) == "PROPOSED"
    on(NEXT)
    assert confirm(client, cast.supervisor, late).status_code == 302
    assert state_of(late) == "CONFIRMED"


def test_an_accepted_deduction_need_not_wait(client, cast, late):
    assert post_as(client, cast.handler, "deduction-accept", late.slug).status_code == 404
    assert confirm(client, cast.supervisor, late).status_code == 422
    assert post_as(client, cast.liaison, "deduction-accept", late.slug).status_code == 302
    assert confirm(client, cast.supervisor, late).status_code == 302
    assert state_of(late) == "CONFIRMED"


def test_the_unit_contests_with_words_and_proof_and_the_judge_reads_them(client, cast, late, on):
    file = SimpleUploadedFile("回执.txt", "4月1日已当面告知。".encode(), content_type="text/plain")
    answer = post_as(client, cast.liaison, "deduction-contest", late.slug, words="四月一日已当面告知信访人。", files=[file])
    assert answer.status_code == 302, answer.content.decode()
    deed = DeductionDeed.objects.get(deduction=late, kind="CONTEST")
    kept = deed.files.get()
    assert (state_of(late), deed.duty, kept.name) == ("CONTESTED", cast.liaison, "回执.txt")
    assert Notice.objects.filter(kind="deduction_contested", duty=cast.supervisor).exists()

    page = open_as(client, cast.supervisor, reverse("deduction", args=[late.slug]))
    assert "四月一日已当面告知信访人。" in page.content.decode()
    assert b"".join(client.get(reverse("deduction-file", args=[late.slug, kept.slug])).streaming_content)
    assert open_as(client, cast.water_liaison, reverse("deduction-file", args=[late.slug, kept.slug])).status_code == 404
    assert post_as(client, cast.supervisor, "deduction-decide", late.slug, decision="drop", words="").status_code == 422
    assert post_as(client, cast.supervisor, "deduction-decide", late.slug, decision="drop", words="回执属实。").status_code == 302
    assert state_of(late) == "DROPPED"
    assert "回执属实。" in open_as(client, cast.leader, reverse("deduction", args=[late.slug])).content.decode()
    assert scoring.propose(NEXT) == 0 or state_of(late) == "DROPPED"
    assert Deduction.objects.filter(clock=late.clock).count() == 1


@pytest.mark.parametrize("words", ["", "\u200b", "\0", "长" * 4001])
def test_a_contest_without_words_comes_back_with_what_was_typed(client, cast, late, words):
    answer = post_as(client, cast.liaison, "deduction-contest", late.slug, words=words)
    assert answer.status_code in (400, 422)
    assert state_of(late) == "PROPOSED"
    if len(words) > 4000:
        assert words in answer.content.decode()


def test_a_bad_file_comes_back_with_the_words(client, cast, late):
    bad = SimpleUploadedFile("run.exe", b"MZ\x90\x00\x03", content_type="application/pdf")
    answer = post_as(client, cast.liaison, "deduction-contest", late.slug, words="已按时告知。", files=[bad])
    assert answer.status_code == 422
    assert "已按时告知。" in answer.content.decode()
    assert not DeductionDeed.objects.filter(kind="CONTEST").exists()


def test_after_the_window_it_is_too_late_to_contest(client, cast, late, on):
    on(NEXT)
    answer = post_as(client, cast.liaison, "deduction-contest", late.slug, words="现在才说。")
    assert answer.status_code == 422
    assert "现在才说。" in answer.content.decode()
    on(UNTIL)
    assert post_as(client, cast.liaison, "deduction-contest", late.slug, words="最后一天。").status_code == 302


def test_only_the_unit_contests_and_only_who_watches_over_it_decides(client, cast, late, on):
    for duty in (cast.water_liaison, cast.water_leader, cast.clerk, cast.dispatcher, cast.supervisor, cast.admin, cast.archivist):
        assert post_as(client, duty, "deduction-contest", late.slug, words="不是我的").status_code == 404, duty
    on(NEXT)
    for duty in (cast.leader, cast.liaison, cast.joint, cast.city_leader, cast.dispatcher):
        assert confirm(client, duty, late).status_code == 404, duty
    assert state_of(late) == "PROPOSED"
    assert confirm(client, cast.bureau_leader, late).status_code == 302


def propose_by_hand(client, duty, petition, organ, **data):
    client.force_login(duty.officer)
    data = {"code": "K_NOT_HANDLED", "organ": organ.slug, "occurred_on": "2026-05-06", "facts": "材料长期搁置。"} | data
    return client.post(reverse("deduction-propose", args=[petition.number]), data)


def test_who_proposed_by_hand_does_not_decide_in_any_duty(client, cast, on):
    petition = cast.signed_for()
    assert propose_by_hand(client, cast.supervisor, petition, cast.housing).status_code == 302
    row = Deduction.objects.get(proposed_by=cast.supervisor)
    assert (row.points, row.facts) == (Decimal("2.00"), "材料长期搁置。")
    on(NEXT)
    assert confirm(client, cast.supervisor, row, "属实").status_code == 422
    other = cast.supervisor.officer.duties.create(organ=cast.bureau, role=Role.B_LEAD, since=date(2020, 1, 1))
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        DeductionDeed.objects.create(deduction=row, kind="CONFIRM", duty=other, done_on=NEXT)
    assert confirm(client, cast.bureau_leader, row).status_code == 302
    assert propose_by_hand(client, cast.supervisor, petition, cast.housing).status_code == 422  # the same occurrence again


@pytest.mark.parametrize(
    "wrong",
    [{"code": "K_PERFUNCTORY"}, {"occurred_on": "2026-13-40"}, {"occurred_on": "2027-01-01"}, {"facts": ""}, {"evidence": "clock-99"}, {"occurred_on": "2024-06-03"}],
)  # fmt: skip
def test_what_is_proposed_wrongly_comes_back(client, cast, on, wrong):
    petition = cast.signed_for()
    answer = propose_by_hand(client, cast.supervisor, petition, cast.housing, **wrong)
    assert answer.status_code == 422
    assert wrong.get("facts", "材料长期搁置。") in answer.content.decode()
    assert not Deduction.objects.exists()


def test_nobody_proposes_against_an_organ_that_is_not_theirs_to_watch(client, cast, on):
    petition = cast.signed_for()
    assert propose_by_hand(client, cast.supervisor, petition, cast.bureau).status_code == 422
    assert propose_by_hand(client, cast.leader, petition, cast.water).status_code == 404
    assert open_as(client, cast.supervisor, reverse("deduction-find"), number=petition.grouped_number).status_code == 302


def test_a_bureau_does_not_decide_on_its_own_deductions(client, cast, on):
    make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 2))  # C01 until 17 March
    scoring.propose(TODAY)
    row = Deduction.objects.get(organ=cast.bureau)
    on(NEXT)
    for duty in (cast.supervisor, cast.bureau_leader):
        assert confirm(client, duty, row).status_code == 404, duty
    assert cast.bureau_leader.role == Role.B_LEAD
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        DeductionDeed.objects.create(deduction=row, kind="CONFIRM", duty=cast.supervisor, done_on=NEXT)
    assert confirm(client, cast.joint, row).status_code == 302  # nobody stands above this bureau
    assert state_of(row) == "CONFIRMED"


def test_a_reversed_deduction_leaves_the_sheet_and_not_by_who_confirmed_it(client, cast, late, on):
    on(NEXT)
    confirm(client, cast.supervisor, late)
    assert post_as(client, cast.supervisor, "deduction-reverse", late.slug, words="查错了").status_code == 422
    assert sheet_of(client, cast.supervisor, cast.housing).context["of"].total == Decimal("1.00")
    assert post_as(client, cast.bureau_leader, "deduction-reverse", late.slug, words="查错了").status_code == 302
    assert sheet_of(client, cast.supervisor, cast.housing).context["of"].total == Decimal("0.00")


def test_the_database_keeps_what_a_deduction_rests_on(cast, late):
    for change in ({"points": Decimal("0.10")}, {"occurred_on": date(2026, 1, 5)}, {"state": "REVERSED"}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Deduction.objects.filter(pk=late.pk).update(**change)
    rule = Rules().on("K_NOT_ACCEPTED", TODAY)
    copy = {name: getattr(late, name) for name in ("petition", "organ", "occurred_on", "year", "proposed_on", "contest_until")}
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Deduction.objects.create(code="K_NOT_ACCEPTED", rule=rule, points=Decimal("9.00"), **copy)
    Deduction.objects.create(code="K_NOT_ACCEPTED", rule=rule, points=Decimal("1.00"), **copy)


# ── The year is closed ──


def settled(cast):
    """Accepted late, answered, and closed in May."""
    petition = cast.served(accepted_on=date(2026, 4, 8), found_on=date(2026, 4, 9))
    petition.advance("lapse", actor=Event.Actor.SYSTEM, at=at(date(2026, 5, 14)))
    return petition


def close(client, duty, organ, year=2026):
    client.force_login(duty.officer)
    return client.post(reverse("assessment-freeze"), {"organ": organ.slug, "year": year})


def test_a_closed_sheet_stays_whatever_comes_later(client, cast, on):
    petition = settled(cast)
    scoring.propose(TODAY)
    row = Deduction.objects.get(organ=cast.housing)
    on(date(2026, 12, 31))
    close(client, cast.bureau_leader, cast.housing)
    assert not YearSheet.objects.exists()  # the year has not ended
    on(date(2027, 1, 5))
    close(client, cast.bureau_leader, cast.housing)
    assert not YearSheet.objects.exists()  # one is undecided
    on(NEXT)
    confirm(client, cast.supervisor, row)
    on(date(2027, 1, 5))
    assert close(client, cast.supervisor, cast.housing).status_code == 404
    close(client, cast.bureau_leader, cast.housing)
    sheet = YearSheet.objects.get()
    assert (sheet.organ, sheet.total, sheet.size, sheet.version) == (cast.housing, Decimal("1.00"), 1, 1)

    assert propose_by_hand(client, cast.supervisor, petition, cast.housing).status_code == 302
    later = Deduction.objects.get(proposed_by=cast.supervisor)
    assert (later.occurred_on.year, later.year) == (2026, 2027)
    on(date(2027, 2, 26))
    confirm(client, cast.bureau_leader, later)
    assert sheet_of(client, cast.supervisor, cast.housing).context["of"].total == Decimal("1.00")
    assert sheet_of(client, cast.supervisor, cast.housing, year=2027).context["of"].total == Decimal("2.00")
    for broken in ({"total": Decimal("0.00")}, {"size": 0}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            YearSheet.objects.filter(pk=sheet.pk).update(**broken)


def test_a_closed_sheet_is_corrected_by_a_version_with_a_reason_once_a_deduction_was_reversed(client, cast, on):
    settled(cast)
    scoring.propose(TODAY)
    row = Deduction.objects.get(organ=cast.housing)
    on(NEXT)
    confirm(client, cast.supervisor, row)
    on(date(2027, 1, 5))
    close(client, cast.bureau_leader, cast.housing)

    def correct(**data):
        client.force_login(cast.bureau_leader.officer)
        return client.post(reverse("assessment-correct"), {"organ": cast.housing.slug, "year": 2026} | data)

    correct(words="想改一改")
    assert YearSheet.objects.count() == 1  # nothing was reversed
    post_as(client, cast.bureau_leader, "deduction-reverse", row.slug, words="回执补到。")
    assert sheet_of(client, cast.supervisor, cast.housing).context["of"].total == Decimal("1.00")  # frozen is frozen
    assert correct(words="").status_code == 422
    assert correct(words="扣分撤销，更正。").status_code == 302
    assert list(YearSheet.objects.order_by("version").values_list("version", "total", "reason")) == [
        (1, Decimal("1.00"), ""), (2, Decimal("0.00"), "扣分撤销，更正。"),
    ]  # fmt: skip
    assert SheetRow.objects.filter(sheet__version=1).count() == 1


# ── Who may know ──


def test_a_matter_sealed_later_takes_its_deduction_from_everybody(client, cast, late, on):
    on(NEXT)
    confirm(client, cast.supervisor, late)
    assert sheet_of(client, cast.supervisor, cast.housing).context["of"].total == Decimal("1.00")
    petition = Petition.objects.get(pk=late.petition_id)
    petition.advance("seal", by=cast.liaison, at=at(NEXT), reason="材料中举报干部受贿。", accused=[])
    for duty in (cast.supervisor, cast.bureau_leader, cast.leader, cast.liaison):
        assert open_as(client, duty, reverse("deduction", args=[late.slug])).status_code == 404, duty
        page = sheet_of(client, duty, cast.housing)
        assert (page.context["of"].total, page.context["of"].is_part) == (Decimal("0.00"), False)
    for state in ("waiting", "confirmed"):
        assert not open_as(client, cast.supervisor, reverse("assessment"), state=state).context["lines"]


def test_who_keeps_away_reads_a_part(client, cast, late, on):
    on(NEXT)
    confirm(client, cast.supervisor, late)
    assert not sheet_of(client, cast.bureau_leader, cast.housing).context["of"].is_part
    event = late.petition.events.last()
    Recusal.objects.create(petition=late.petition, event=event, officer=cast.bureau_leader.officer, kind="DECLARED")
    page = sheet_of(client, cast.bureau_leader, cast.housing)
    assert (page.context["of"].total, page.context["of"].is_part) == (Decimal("0.00"), True)
    assert not page.context["lines"]
    overview = open_as(client, cast.bureau_leader, reverse("assessment-sheets"), year=2026)
    assert [line["is_part"] for line in overview.context["sums"] if line["organ"] == cast.housing] == [True]
    assert not sheet_of(client, cast.supervisor, cast.housing).context["of"].is_part


def test_of_a_confidential_matter_others_read_no_word(client, cast, on):
    petition = cast.signed_for()
    petition.advance("restrict", by=cast.leader, at=at(date(2026, 3, 18)), reason="涉及商业秘密", colleagues=[])
    scoring.propose(TODAY)
    row = Deduction.objects.get(organ=cast.housing, petition=petition, code="K_NOT_ACCEPTED")
    DeductionDeed.objects.create(deduction=row, kind="CONTEST", duty=cast.liaison, words="机密的申辩", done_on=TODAY)
    page = open_as(client, cast.supervisor, reverse("deduction", args=[row.slug]))
    assert page.status_code == 200
    assert "机密的申辩" not in page.content.decode()
    assert petition.subject not in page.content.decode()
    page = open_as(client, cast.leader, reverse("deduction", args=[row.slug]))  # was named by restricting it
    assert "机密的申辩" in page.content.decode()
    assert petition.subject in page.content.decode()


def test_a_unit_sees_its_own_sheet_and_no_other(client, cast, late, on):
    assert sheet_of(client, cast.leader, cast.housing).status_code == 200
    assert [line["row"] for line in open_as(client, cast.leader, reverse("own-assessment")).context["open_rows"]] == [late]
    for name in ("assessment-sheet", "assessment-excel", "assessment-paper"):
        assert open_as(client, cast.water_leader, reverse(name), organ=cast.housing.slug).status_code == 404, name
    assert open_as(client, cast.water_leader, reverse("deduction", args=[late.slug])).status_code == 404
    assert open_as(client, cast.handler, reverse("own-assessment")).status_code == 404
    stranger = make_duty(Role.SUPERV, cast.discipline)
    assert not open_as(client, stranger, reverse("assessment")).context["lines"]


def test_the_sheet_leaves_as_excel_and_as_a_paper(client, cast, late, on):
    on(NEXT)
    confirm(client, cast.supervisor, late)
    answer = open_as(client, cast.supervisor, reverse("assessment-excel"), organ=cast.housing.slug, year=2026)
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert rows[1][1] == 1.0
    assert rows[-1][1] == 1.0
    paper = open_as(client, cast.supervisor, reverse("assessment-paper"), organ=cast.housing.slug, year=2026)
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "query",
    [{"year": "x"}, {"year": "99999"}, {"year": "٢٠٢٦"}, {"organ": "'"}, {"receiver": "nobody"}, {"page": "-1"}, {"state": "x" * 300}],
)
def test_an_address_that_cannot_be_read_is_no_error(client, cast, late, query):
    for name in ("assessment", "assessment-sheets", "assessment-sheet"):
        assert open_as(client, cast.supervisor, reverse(name), **query).status_code in (200, 404), name


def test_one_row_and_thirty_cost_the_same_queries(client, cast, on):
    cast.transferred()
    scoring.propose(TODAY)
    pages = [
        reverse("assessment"),
        f"{reverse('assessment-sheets')}?year=2026",
        f"{reverse('assessment-sheet')}?organ={cast.housing.slug}&year=2026",
    ]
    on(NEXT)

    def measured():
        client.force_login(cast.supervisor.officer)
        counts = []
        for page in pages:
            client.get(page)
            with count_queries() as queries:
                client.get(page)
            counts.append(len(queries))
        return counts

    confirm(client, cast.supervisor, Deduction.objects.get(organ=cast.housing))
    cast.transferred()
    scoring.propose(TODAY)
    few = measured()
    for _number in range(8):
        cast.transferred()
    scoring.propose(TODAY)
    for row in Deduction.objects.filter(organ=cast.housing, state="PROPOSED")[:4]:
        confirm(client, cast.supervisor, row)
    assert measured() == few


def test_what_waits_for_whom(client, cast, late):
    assert list(scoring.waiting_for(cast.liaison, TODAY)) == [late]
    assert not scoring.waiting_for(cast.supervisor, TODAY)
    assert list(scoring.waiting_for(cast.supervisor, NEXT)) == [late]
    assert not scoring.waiting_for(cast.liaison, NEXT)
    assert not scoring.waiting_for(cast.water_liaison, TODAY)


def test_a_newer_rule_holds_for_what_occurs_later(client, cast, on):
    client.force_login(cast.bureau_leader.officer)
    fields = {"code": "K_NOT_ACCEPTED", "points": "1.25", "valid_from": "2026-06-01", "contest_days": 5, "source": "本市2026年考核办法"}
    assert client.post(reverse("assessment-rules"), fields | {"points": "1.234"}).status_code == 422
    assert client.post(reverse("assessment-rules"), fields).status_code == 302
    rules = Rules()
    assert (rules.on("K_NOT_ACCEPTED", date(2026, 5, 31)).points, rules.on("K_NOT_ACCEPTED", date(2026, 6, 1)).points) == (
        Decimal("1.00"),
        Decimal("1.25"),
    )
    client.force_login(cast.supervisor.officer)
    assert client.post(reverse("assessment-rules"), fields).status_code == 404
