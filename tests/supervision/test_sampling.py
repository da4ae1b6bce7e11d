"""Closed matters are drawn by chance that anybody can repeat, looked at by two who do not see each other, and settled by a third."""

import hashlib
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Duty, Role
from petitions.models import Clearance, Notice, Petition
from supervision import sampling
from supervision.models import QualityReview, QualityRuling, Sample, SampleCase
from supervision.quality_checklist import ITEMS
from tests.database import count_queries
from tests.factories import SHANGHAI, at, make_duty

TODAY = date(2026, 6, 10)
MAY = date(2026, 5, 1)
ALL_YES = dict.fromkeys(ITEMS, "YES")


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel(at(TODAY).astimezone(SHANGHAI), tick=True):
        yield


def closed(cast, **fields):
    petition = cast.served(**fields)
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    return petition


def closed_by_water(cast, **fields):
    petition = cast.transferred(organ=cast.water, **fields)
    petition.advance("sign_for", by=cast.water_liaison, at=at(date(2026, 3, 17)))
    petition.advance(
        "accept", by=cast.water_handler, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 20)
    )
    petition.confirm(petition.pending, by=cast.water_liaison, at=at(date(2026, 3, 20)))
    for claim in petition.claims.all():
        petition.advance(
            "find",
            by=cast.water_handler,
            at=at(date(2026, 4, 1)),
            claim=claim,
            facts="属实",
            result="SUPPORT",
            opinion="支持",
            basis="《办法》",
        )
    petition.advance("submit", by=cast.water_handler, at=at(date(2026, 4, 10)))
    petition.advance("sign", by=cast.water_leader, at=at(date(2026, 4, 10)))
    petition.advance("serve", by=cast.water_handler, at=at(date(2026, 4, 13)), mode="PERSONAL", served_on=date(2026, 4, 13))
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    return petition


def as_(client, duty):
    client.force_login(duty.officer)
    return client


def draw(client, duty, size=20, month=MAY):
    return as_(client, duty).post(reverse("quality-draw"), {"month": month.isoformat(), "size": size})


def drawn(cast, size=20):
    return sampling.draw(cast.supervisor, month=MAY, size=size, today=TODAY)


def case_of(petition):
    return SampleCase.objects.get(petition=petition)


def page(client, duty, case):
    return as_(client, duty).get(reverse("quality-case", args=[case.slug]))


def answer(client, duty, case, words="", **changes):
    return as_(client, duty).post(reverse("quality-case", args=[case.slug]), {**ALL_YES, **changes, "words": words})


@pytest.fixture
def second(cast):
    return make_duty(Role.SUPERV, cast.bureau, "郑督查")


# ── Drawing ──


def test_a_supervisor_draws_a_month_once_and_its_seed_and_frame_stand_in_it(client, cast):
    petitions = [closed(cast) for _ in range(3)] + [closed_by_water(cast)]

    assert draw(client, cast.supervisor, size=2).status_code == 302
    again = draw(client, cast.supervisor, size=4)

    sample = Sample.objects.get()
    assert again.status_code == 422
    numbers = sorted(petition.number for petition in petitions)
    assert (sample.bureau, sample.month, sample.frame_size, len(sample.seed)) == (cast.bureau, MAY, 4, 9)
    assert sample.frame_sha256 == hashlib.sha256("\n".join(numbers).encode()).hexdigest()
    assert {case.organ for case in sample.cases.all()} == {cast.housing, cast.water}
    rows = [(petition.number, petition.holder_organ_id) for petition in petitions]
    assert sampling.chosen(sample.seed, rows, 2) == sorted(case.petition.number for case in sample.cases.all())
    assert Notice.objects.filter(kind="quality_drawn", duty=cast.bureau_leader).count() == 1


def test_the_same_seed_and_frame_give_the_same_sample_and_another_seed_another():
    rows = [(f"N{number:04}", number % 3) for number in range(200)]

    assert sampling.chosen("123456789", rows, 20) == sampling.chosen("123456789", list(reversed(rows)), 20)
    assert sampling.chosen("123456789", rows, 20) != sampling.chosen("987654321", rows, 20)
    assert len(sampling.chosen("123456789", rows, 20)) == 20
    assert len(sampling.chosen("1", [(f"N{organ}", organ) for organ in range(30)], 20)) == 30


@pytest.mark.parametrize(
    "given", [{"month": "2026-06-01"}, {"month": "2020-01-01"}, {"month": "nonsense"}, {"size": "0"}, {"size": "9" * 40}, {"size": "\0"}]
)
def test_what_cannot_be_drawn_is_refused_beside_the_field(client, cast, given):
    closed(cast)

    refused = as_(client, cast.supervisor).post(reverse("quality-draw"), {"month": MAY.isoformat(), "size": "20", **given})

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == list(given)
    assert not Sample.objects.exists()


def test_a_month_without_a_closed_matter_has_no_sample(client, cast):
    cast.served()

    assert draw(client, cast.supervisor).status_code == 422
    assert sampling.waiting_for(cast.supervisor, TODAY)["draw"] == 0


def test_only_the_supervisor_draws_and_reviewers_of_the_bureau_read(client, cast):
    closed(cast)
    assert draw(client, cast.bureau_leader).status_code == 404
    assert draw(client, cast.leader).status_code == 404
    sample = drawn(cast)
    case = sample.cases.get()

    pages = [
        reverse("quality"), reverse("quality-sample", args=[sample.slug]), reverse("quality-print", args=[sample.slug]),
        f"{reverse('quality-excel')}?sample={sample.slug}", reverse("quality-case", args=[case.slug]),
    ]  # fmt: skip
    stranger = make_duty(Role.SUPERV, cast.discipline)
    for address in pages:
        there = as_(client, cast.bureau_leader).get(address)
        assert there.status_code == 200
        assert b"".join(there)
        for duty in (cast.leader, cast.handler, cast.dispatcher, cast.city_leader, cast.joint):
            assert as_(client, duty).get(address).status_code == 404, (duty, address)
    assert all(as_(client, stranger).get(address).status_code == 404 for address in pages[1:])


# ── Two reviews, each alone ──


def test_two_review_each_alone_and_agree(client, cast, second):
    petition = closed(cast)
    case = drawn(cast).cases.get()
    waiting = sampling.waiting_for(cast.supervisor, TODAY)
    assert waiting == {"draw": 0, "reviews": 1, "differences": 0}

    assert answer(client, cast.supervisor, case, claims="NO", words="第二项诉求未答复").status_code == 302
    assert "第二项诉求未答复" in page(client, cast.supervisor, case).content.decode()
    assert "第二项诉求未答复" not in page(client, second, case).content.decode()
    assert "第二项诉求未答复" not in page(client, cast.bureau_leader, case).content.decode()
    assert answer(client, second, case, claims="NO", words="同意").status_code == 302

    shown = page(client, cast.bureau_leader, case).content.decode()
    assert "第二项诉求未答复" in shown
    assert "同意" in shown
    assert f"/cases/{petition.number}/steps/order_correction/?defect=IMPROPER" in page(client, cast.supervisor, case).content.decode()
    assert list(QualityReview.objects.values_list("place", "is_same")) == [(1, None), (2, True)]
    assert sampling.waiting_for(second, TODAY) == {"draw": 0, "reviews": 0, "differences": 0}


def test_the_order_to_correct_begins_with_the_defect(client, cast):
    petition = closed(cast)

    form = as_(client, cast.supervisor).get(f"/cases/{petition.number}/steps/order_correction/?defect=WRONG_BASIS").context["form"]

    assert form["defect"].value() == "WRONG_BASIS"


def test_nobody_reviews_twice_in_whatever_duty(client, cast):
    closed(cast)
    case = drawn(cast).cases.get()
    also = Duty.objects.create(officer=cast.supervisor.officer, organ=cast.bureau, role=Role.B_LEAD, since=date(2020, 1, 1))
    answer(client, cast.supervisor, case)

    with pytest.raises(sampling.NotPossible):
        sampling.review(case, also, answers=ALL_YES, words="")
    with pytest.raises(DatabaseError), transaction.atomic():
        QualityReview.objects.create(case=case, place=2, duty=also, officer=also.officer, answers=ALL_YES, is_same=True)
    assert answer(client, cast.bureau_leader, case).status_code == 302
    assert QualityReview.objects.count() == 2


def test_a_third_settles_where_two_differ_and_nobody_else(client, cast, second):
    closed(cast)
    case = drawn(cast).cases.get()
    answer(client, cast.supervisor, case, tone="NO", words="语气生硬")
    answer(client, second, case)
    assert sampling.waiting_for(cast.bureau_leader, TODAY)["differences"] == 1
    assert sampling.waiting_for(cast.supervisor, TODAY)["differences"] == 0
    assert set(Notice.objects.filter(kind="quality_differs").values_list("duty", flat=True)) == {cast.bureau_leader.pk}

    for duty in (cast.supervisor, second):
        assert answer(client, duty, case, words="就是这样").status_code == 422
    with pytest.raises(DatabaseError), transaction.atomic():
        QualityRuling.objects.create(case=case, duty=second, officer=second.officer, answers=ALL_YES)
    form = page(client, cast.bureau_leader, case).context["form"]
    assert (form["claims"].value(), form["tone"].value()) == ("YES", None)
    assert answer(client, cast.bureau_leader, case, tone="NO").status_code == 422  # without a word on why
    assert answer(client, cast.bureau_leader, case, tone="NO", words="确实生硬").status_code == 302

    ruling = QualityRuling.objects.get()
    assert (ruling.officer, ruling.answers["tone"]) == (cast.bureau_leader.officer, "NO")
    with pytest.raises(DatabaseError), transaction.atomic():
        QualityRuling.objects.update(words="改了")


def test_an_unanswered_line_or_a_no_without_words_is_asked_again(client, cast):
    closed(cast)
    case = drawn(cast).cases.get()

    missing = answer(client, cast.supervisor, case, tone="", words="写了很多")
    unsaid = answer(client, cast.supervisor, case, tone="NO")
    wrong = answer(client, cast.supervisor, case, tone="MAYBE\0")
    hollow = answer(client, cast.supervisor, case, tone="NO", words="\u200b\u3000")
    broken = answer(client, cast.supervisor, case, words="a\0b")

    assert [list(page.context["form"].errors) for page in (missing, unsaid, wrong, hollow, broken)] == [
        ["tone"],
        ["words"],
        ["tone"],
        ["words"],
        ["words"],
    ]
    assert {page.status_code for page in (missing, unsaid, wrong, hollow, broken)} == {422}
    assert "写了很多" in missing.content.decode()
    assert not QualityReview.objects.exists()


def test_what_a_colleague_finished_meanwhile_is_said_and_the_text_is_kept(client, cast, second):
    closed(cast)
    case = drawn(cast).cases.get()
    answer(client, cast.supervisor, case)
    answer(client, second, case)

    late = answer(client, cast.bureau_leader, case, words="我的意见")

    assert late.status_code == 422
    assert "我的意见" in late.content.decode()
    assert QualityReview.objects.count() == 2


def test_whoever_signed_the_answer_does_not_review_it(client, cast):
    closed(cast)
    case = drawn(cast).cases.get()
    signer = Duty.objects.create(officer=cast.leader.officer, organ=cast.bureau, role=Role.SUPERV, since=date(2020, 1, 1))

    assert sampling.waiting_for(signer, TODAY)["reviews"] == 0
    with pytest.raises(sampling.NotPossible):
        sampling.review(case, signer, answers=ALL_YES, words="")
    assert sampling.waiting_for(cast.supervisor, TODAY)["reviews"] == 1


# ── Nobody learns what they must not ──


def test_what_is_sealed_is_never_drawn_and_what_was_sealed_later_is_gone(client, cast, second):
    before, stays = closed(cast, subject="先密封"), closed(cast, subject="留下")
    before.advance("seal", by=cast.handler, at=at(date(2026, 5, 20)), accused=[], reason="来电")
    later = closed(cast, subject="后密封")
    sample = drawn(cast)
    assert set(sample.cases.values_list("petition", flat=True)) == {stays.pk, later.pk}
    case = case_of(later)
    answer(client, cast.supervisor, case, tone="NO", words="语气生硬")

    later.advance("seal", by=cast.handler, reason="来电", accused=[])

    shown = as_(client, cast.supervisor).get(reverse("quality-sample", args=[sample.slug]))
    assert [line["case"].petition for line in shown.context["lines"]] == [stays]
    assert "后密封" not in shown.content.decode()
    assert [line["cases"] for line in client.get(reverse("quality")).context["lines"]] == [1]
    rows = client.get(f"{reverse('quality-excel')}?sample={sample.slug}")
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(rows.streaming_content))).get_sheet_by_index(0).to_python()
    assert [row[2] for row in sheet[1:]] == ["留下"]
    assert page(client, cast.supervisor, case).status_code == 404
    assert answer(client, second, case).status_code == 404
    assert sampling.waiting_for(second, TODAY)["reviews"] == 1


def test_a_leader_in_charge_of_an_accusation_finds_it_neither_in_the_frame_nor_in_a_sample(client, cast):
    drawn_before, stays = closed(cast), closed(cast)
    sample = drawn(cast)
    drawn_before.advance("seal", by=cast.handler, reason="来电", accused=[])
    Clearance.objects.create(petition=drawn_before, officer=cast.bureau_leader.officer, event=drawn_before.events.last())
    assert Petition.objects.visible_to(cast.bureau_leader).filter(pk=drawn_before.pk).exists()

    shown = as_(client, cast.bureau_leader).get(reverse("quality-sample", args=[sample.slug]))

    assert [line["case"].petition for line in shown.context["lines"]] == [stays]
    assert list(sampling.frame(cast.bureau_leader, MAY)) == [stays]
    assert sampling.waiting_for(cast.bureau_leader, TODAY)["reviews"] == 1


def test_of_a_confidential_matter_only_named_reviewers_see_words_and_review(client, cast, second):
    petition = closed(cast, subject="保密的事")
    petition.advance("restrict", by=cast.leader, reason="涉密", colleagues=[cast.liaison])
    case = drawn(cast).cases.get()

    listed = as_(client, cast.supervisor).get(reverse("quality-sample", args=[case.sample.slug]))
    assert len(listed.context["lines"]) == 1
    assert "保密的事" not in listed.content.decode()
    assert page(client, cast.supervisor, case).status_code == 404
    assert sampling.waiting_for(cast.supervisor, TODAY)["reviews"] == 0
    Clearance.objects.create(petition=petition, officer=second.officer, event=petition.events.last())

    assert page(client, second, case).status_code == 200
    assert answer(client, second, case, tone="NO", words="语气生硬").status_code == 302
    assert sampling.waiting_for(second, TODAY)["reviews"] == 0


def test_who_keeps_away_finds_nothing_of_it(client, cast):
    petition = closed(cast)
    case = drawn(cast).cases.get()
    assert page(client, cast.bureau_leader, case).status_code == 200

    petition.advance("recuse", by=cast.bureau_leader, reason="亲属")

    assert page(client, cast.bureau_leader, case).status_code == 404
    assert as_(client, cast.bureau_leader).get(reverse("quality-sample", args=[case.sample.slug])).context["lines"] == []
    assert sampling.waiting_for(cast.bureau_leader, TODAY)["reviews"] == 0
    assert page(client, cast.supervisor, case).status_code == 200


def test_one_case_and_thirty_cost_the_same_queries(client, cast):
    closed(cast)
    sample = drawn(cast)
    addresses = [reverse("quality"), reverse("quality-sample", args=[sample.slug]), reverse("quality-print", args=[sample.slug])]

    def queries():
        counted = []
        for address in addresses:
            as_(client, cast.supervisor).get(address)
            with count_queries() as these:
                client.get(address)
            counted.append(len(these))
        return counted

    few = queries()
    for petition in [closed(cast) for _ in range(6)]:
        SampleCase.objects.create(sample=sample, petition=petition, organ=cast.housing)
    for case in SampleCase.objects.all()[:3]:
        sampling.review(SampleCase.objects.get(pk=case.pk), cast.supervisor, answers=ALL_YES, words="")

    assert few == queries()
    assert max(few) <= 20


def test_rows_are_never_changed_nor_deleted(cast):
    closed(cast)
    drawn(cast)

    for change in (
        lambda: Sample.objects.update(seed="1"),
        lambda: SampleCase.objects.all().delete(),
        lambda: Sample.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Petition.objects.filter(sample_cases__isnull=False).count() == 1
