"""The clerk's desk: registering, drafts, hints, receipts, and what nobody may do there."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from accounts.models import Level, OrganKind, Role
from petitions.files import disk
from petitions.letters import papers
from petitions.models import Contact, Petition
from reception.counter import drafts
from reception.models import Draft, Letter, Visit
from tests.database import count_queries
from tests.factories import make_contact, make_duty, make_organ, make_party, make_petition

pytestmark = pytest.mark.django_db


def sign_in(client, duty):
    client.force_login(duty.officer)
    return client


def filled(duty, **said):
    """What the desk's form posts for a visitor, at least."""
    return {
        "idem": str(uuid.uuid4()), "ticket": drafts.ticket(duty, "testdraft234"), "channel": "VISIT", "name": "王秀英", "headcount": "1",
        "paper": "RESIDENT_ID", "text": "我家公租房屋顶漏水半年。请尽快修理。", "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0", **said,
    }  # fmt: skip


def person(index, **said):
    row = {"role": "REPRESENTATIVE", "name": f"代表{index}", "phone": "", "paper_number": "", **said}
    return {f"form-{index}-{name}": value for name, value in row.items()}


def people(number):
    rows = {"form-TOTAL_FORMS": str(number), "form-INITIAL_FORMS": "0"}
    for index in range(number):
        rows |= person(index)
    return rows


@pytest.fixture
def desk(client, cast):
    sign_in(client, cast.clerk)

    def post(**said):
        return client.post(reverse("desk"), filled(cast.clerk, **said))

    return post


def the_petition() -> Petition:
    return Petition.objects.get()


# ── Registering ──


def test_a_visit_is_registered_with_everything_that_was_said(desk, client, cast):
    answer = desk(
        window="3", phone="+86 138 0000 0001", paper_number="11010519491231002x", address="东湖区一里 3 号", subject="公租房漏水", place="一里 3 号",
        language="普通话", is_urgent="on", claims="修理屋顶\n\n赔偿损失", explained="已说明程序", headcount="3", is_confidential="on", co_signers="李四\n张三",
        **people(1) | person(0, role="ACCUSED", name="某物业公司"),
    )  # fmt: skip

    petition = the_petition()
    assert answer.url == reverse("desk-receipt", args=[petition.number])
    assert (petition.subject, petition.channel, petition.headcount, petition.is_urgent, petition.is_confidential) == (
        "公租房漏水",
        "VISIT",
        3,
        True,
        True,
    )
    assert (petition.first_receiver, petition.first_organ, petition.state) == (cast.clerk, cast.bureau, "REGISTERED")
    assert [(party.role, party.name) for party in petition.parties.all()] == [
        ("PETITIONER", "王秀英"), ("ACCUSED", "某物业公司"), ("CO_SIGNER", "李四"), ("CO_SIGNER", "张三")
    ]  # fmt: skip
    assert (petition.petitioner.phone, petition.petitioner.paper_number, petition.petitioner.paper) == (
        "13800000001",
        "11010519491231002X",
        "RESIDENT_ID",
    )
    assert [claim.text for claim in petition.claims.all()] == ["修理屋顶", "赔偿损失"]
    today = timezone.localdate()
    assert [(clock.rule, clock.result, clock.started_on) for clock in petition.clocks.all()] == [
        ("C01", "RUNNING", today), ("C30", "RUNNING", today), ("C17", "RUNNING", today)
    ]  # fmt: skip
    visit = Visit.objects.get()
    assert (visit.window, visit.explained, visit.companions) == ("3", "已说明程序", 3)


def test_a_leapfrog_visit_is_registered_and_the_visitor_shown_the_way(desk, client, cast):
    """Scenario 44."""
    county = make_organ("东湖区人民政府", OrganKind.GOVERNMENT, level=Level.COUNTY, parent=cast.city)
    town = make_organ(
        "花桥镇人民政府", OrganKind.GOVERNMENT, level=Level.TOWNSHIP, parent=county, phone="0999-6660000", address="花桥镇中街 1 号"
    )

    near = desk(guided_to=county.name)
    assert near.status_code == 422
    answer = desk(guided_to=town.name, guided_to_slug=town.slug)

    petition, visit = the_petition(), Visit.objects.get()
    assert (petition.state, visit.guided_to) == ("REGISTERED", town)
    slip = client.get(answer.url).content.decode()
    assert town.name in slip
    assert "0999-6660000" in slip
    assert town.name in papers.visit_record(petition, petition.contacts.get())["outcome"]


def test_the_same_matter_online_goes_its_ordinary_way(cast):
    """Scenario 44: leapfrogging is a question of visits alone."""
    town = make_organ("花桥镇人民政府", OrganKind.GOVERNMENT, level=Level.TOWNSHIP, parent=cast.city)
    make_duty(Role.LIAISON, town)

    petition = cast.transferred(organ=town, channel="ONLINE")

    assert (petition.state, petition.holder_organ) == ("ROUTING", town)


def test_name_and_text_are_enough(desk):
    assert desk().status_code == 302

    petition = the_petition()
    assert petition.subject == "我家公租房屋顶漏水半年"
    assert petition.petitioner.paper == ""


def test_a_letter_counts_from_the_day_that_is_stamped_on_it(desk):
    received_on = timezone.localdate() - timedelta(days=4)
    desk(
        channel="LETTER",
        received_on=received_on.isoformat(),
        posted_on=(received_on - timedelta(days=2)).isoformat(),
        sheets="3",
        registered_mail="XA123",
    )

    petition, letter = the_petition(), Letter.objects.get()
    assert petition.received_on == received_on
    assert petition.clocks.get().started_on == received_on
    assert timezone.localdate(petition.events.get().happened_at) == received_on
    assert (letter.posted_on, letter.sheets, letter.registered_mail) == (received_on - timedelta(days=2), 3, "XA123")


def test_a_letter_of_today_is_no_late_entry(desk):
    desk(channel="LETTER", received_on=timezone.localdate().isoformat())

    assert the_petition().events.get().happened_at is None


@pytest.mark.parametrize("channel", ["PHONE", "OTHER"])
def test_calls_and_other_arrivals_are_registered(desk, channel):
    desk(channel=channel, minutes="12", calling_number_shown="on")

    assert the_petition().channel == channel


def test_a_visitor_without_name_or_paper_is_registered_and_told_why_no_notice_comes(client, cast):
    sign_in(client, cast.liaison)
    answer = client.post(reverse("desk"), filled(cast.liaison, name="", is_anonymous="on"), follow=True)

    petition = the_petition()
    clock = petition.clocks.get(rule="C02")
    assert (list(petition.parties.all()), clock.rule, clock.result) == ([], "C02", "NA")
    assert clock.why_not in answer.content.decode()


def test_pressing_twice_gives_the_same_receipt(desk):
    idem = str(uuid.uuid4())

    first, second = desk(idem=idem), desk(idem=idem)

    assert first.url == second.url
    assert Petition.objects.count() == 1


def test_a_form_that_was_changed_after_it_was_registered_says_so(desk, client):
    idem = str(uuid.uuid4())
    desk(idem=idem)

    answer = client.get(desk(idem=idem, text="另外还有一件事。").url)

    assert len(list(answer.context["messages"])) == 1
    assert Contact.objects.get().text == "我家公租房屋顶漏水半年。请尽快修理。"


# ── Who may ──


@pytest.mark.parametrize(
    ("role", "status"),
    [("clerk", 200), ("dispatcher", 200), ("liaison", 200), ("handler", 404), ("leader", 404), ("admin", 404), ("accusation_officer", 404)],
)
def test_the_desk_is_for_those_who_receive(client, cast, role, status):
    sign_in(client, getattr(cast, role))

    assert client.get(reverse("desk")).status_code == status


def test_a_stranger_is_asked_to_sign_in(client, cast):
    assert client.get(reverse("desk")).status_code == 302
    assert client.post(reverse("desk"), {"name": "王秀英"}).status_code == 302
    assert client.post(reverse("desk-save"), {"name": "王秀英"}).status_code == 404
    assert Draft.objects.count() == 0


def test_the_receipt_is_for_who_registered_it_today(desk, client, cast):
    desk()
    address = reverse("desk-receipt", args=[the_petition().number])

    assert client.get(address).status_code == 200
    for other in (make_duty(Role.CLERK, cast.bureau), cast.dispatcher, cast.water_liaison):
        assert sign_in(client, other).get(address).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert sign_in(client, cast.clerk).get(address).status_code == 404


@pytest.mark.parametrize("code", ["D01", "D02", "D03"])
def test_the_papers_of_a_visit_are_drawn(desk, client, code):
    desk(claims="修理屋顶")
    petition = the_petition()

    answer = client.get(reverse("desk-paper", args=[petition.number, code]))

    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")


def test_a_letter_has_no_interview_record(desk, client):
    desk(channel="LETTER")

    assert client.get(reverse("desk-paper", args=[the_petition().number, "D02"])).status_code == 404
    assert client.get(reverse("desk-paper", args=[the_petition().number, "D17"])).status_code == 404


def test_the_receipt_shows_number_code_and_the_day_of_the_next_step(desk, client):
    page = client.get(desk().url).content.decode()

    petition = the_petition()
    assert petition.grouped_number in page
    assert f"{petition.query_code[:4]}-{petition.query_code[4:]}" in page
    assert f"{petition.due_on.year}年{petition.due_on.month}月{petition.due_on.day}日" in page


# ── Representatives (art. 20; scenarios 42 and 43) ──


def test_at_most_five_representatives_come_in_person(desk):
    refused = desk(headcount="12", **people(6))
    assert refused.status_code == 422
    assert "5" in refused.context["form"].non_field_errors()[0]
    assert Petition.objects.count() == 0

    assert desk(headcount="12", **people(5)).status_code == 302
    assert the_petition().headcount == 12


def test_a_profile_may_allow_fewer(desk, cast):
    cast.bureau.profile = "ZHEJIANG_2016"
    cast.bureau.save()

    assert desk(headcount="8", **people(4)).status_code == 422
    assert desk(headcount="8", **people(3)).status_code == 302


def test_a_letter_may_have_forty_co_signers(desk):
    assert desk(channel="LETTER", co_signers="\n".join(f"联名人{number}" for number in range(40)), **people(6)).status_code == 302

    assert the_petition().headcount == 47


# ── What cannot be used ──


def refusal(answer, field):
    assert answer.status_code == 422
    assert Petition.objects.count() == 0
    return " ".join(answer.context["form"].errors[field])


def test_nobody_without_a_name_unless_it_is_said(desk):
    assert refusal(desk(name=""), "name")


@pytest.mark.parametrize("name", ["\u200b", "\u3000 ", "\u2060\ufeff"])
def test_a_name_that_nobody_can_see_is_no_name(desk, name):
    assert refusal(desk(name=name), "name")


@pytest.mark.parametrize("name", ["欧阳\U00020bb7", "买买提·吐尔逊", "Zoë O'Neill", "六", "王\u202e秀英", "𠮷" * 80])
def test_names_are_kept_as_they_are(desk, client, name):
    answer = desk(name=name)

    assert the_petition().petitioner.name == name
    page = client.get(answer.url).content.decode()
    assert "U+202E" in page if "\u202e" in name else "U+" not in page.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
        ("110105 491231 002", "110105491231002"),
        ("810000199408230021", "810000199408230021"),
    ],
)
def test_numbers_of_residents_are_read_in_any_width(desk, typed, kept):
    desk(paper_number=typed)

    assert the_petition().petitioner.paper_number == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("110105209912310020", "7"),
        ("110105199902300024", "7"),
        ("110105194912310021", ""),
        ("1101051949123100", "16"),
        ("11010519491231OO2X", ""),
        ("²" * 18, ""),
    ],
)
def test_a_number_with_a_mistake_is_refused_and_says_which_digits(desk, typed, words):
    assert words in refusal(desk(paper_number=typed), "paper_number")


def test_another_paper_is_taken_as_it_is(desk):
    assert desk(paper="PASSPORT", paper_number="E 12345678").status_code == 302
    assert (the_petition().petitioner.paper, the_petition().petitioner.paper_number) == ("PASSPORT", "E12345678")


@pytest.mark.parametrize(
    ("typed", "kept"), [("0086-138 0000 0001", "13800000001"), ("0571-8765 4321", "057187654321"), ("（0571）87654321", "057187654321")]
)
def test_telephones_are_kept_in_one_form(desk, typed, kept):
    desk(phone=typed)

    assert the_petition().petitioner.phone == kept


@pytest.mark.parametrize("typed", ["12", "138000000012", "call me", "１２"])
def test_a_telephone_that_cannot_be_one_is_refused(desk, typed):
    assert refusal(desk(phone=typed), "phone")


def test_the_text_may_have_exactly_twenty_thousand_characters(desk):
    assert refusal(desk(text="𠮷" * 20_001), "text")
    assert desk(text="𠮷" * 20_000).status_code == 302
    assert len(Contact.objects.get().text) == 20_000


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>{{ 7|add:7 }}",
        "'; DROP TABLE x; --",
        "=cmd|' /C calc'!A0",
        "é\u0301\u0301\u0301",
        "👨‍👩‍👧 ﻿x",
        "a\tb\n c",
        "\x1b[31mred",
    ],
)
def test_what_was_said_comes_back_as_it_was_said(desk, client, text):
    answer = desk(text=text, subject="")

    assert Contact.objects.get().text == text
    assert "<script>alert" not in client.get(answer.url).content.decode()


def test_line_ends_of_a_browser_count_once(desk):
    desk(text="一\r\n二")

    assert Contact.objects.get().text == "一\n二"


@pytest.mark.parametrize("field", ["text", "name", "subject", "place", "claims", "address", "paper_number"])
def test_a_nul_is_refused_at_its_field(desk, field):
    answer = desk(**{field: "a\0b"})

    assert refusal(answer, field)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "民国115年", "昨天", "1e9"])
def test_a_day_that_cannot_be_is_refused(desk, day):
    assert refusal(desk(channel="LETTER", received_on=day), "received_on")


def test_the_postmark_is_not_later_than_the_receipt(desk):
    today = timezone.localdate()

    assert refusal(
        desk(channel="LETTER", received_on=(today - timedelta(days=3)).isoformat(), posted_on=(today - timedelta(days=2)).isoformat()),
        "posted_on",
    )


@pytest.mark.parametrize(
    "said",
    [
        {"idem": "x"},
        {"idem": ""},
        {"channel": "FAX"},
        {"headcount": "0"},
        {"headcount": "9" * 5000},
        {"headcount": "²"},
        {"category": "没有"},
        {"repeats": "0" * 13},
        {"email": "a@"},
    ],
)
def test_nonsense_is_an_error_at_its_field(desk, said):
    assert refusal(desk(**said), next(iter(said)))


@pytest.mark.parametrize(
    "said", [{"form-TOTAL_FORMS": "x"}, {"form-TOTAL_FORMS": "99999999"}, {"form-TOTAL_FORMS": "-1"}, {"form-TOTAL_FORMS": "²"}]
)
def test_a_broken_list_of_people_is_no_error_page(desk, said):
    assert desk(**said).status_code in (302, 422)


def test_everything_typed_is_shown_again_with_the_error(desk):
    page = desk(name="", text="很长的话", claims="一项", **people(1)).content.decode()

    assert "很长的话" in page
    assert "一项" in page
    assert "代表0" in page


# ── Drafts ──


def test_typing_is_kept_encrypted_and_comes_back(client, cast, desk):
    answer = client.post(reverse("desk-save"), filled(cast.clerk, text="写到一半", claims="一项"))

    draft = Draft.objects.get()
    assert (answer.status_code, draft.duty, draft.label) == (200, cast.clerk, "王秀英")
    page = client.get(reverse("desk-draft", args=[draft.slug]))
    assert "写到一半" in page.content.decode()
    assert not page.context["form"].errors
    assert "王秀英" in client.get(reverse("desk")).content.decode()


def test_a_form_in_which_nothing_was_said_is_no_draft(client, cast, desk):
    client.post(reverse("desk-save"), filled(cast.clerk, name=" ", text=""))

    assert Draft.objects.count() == 0


def test_registering_ends_the_draft_and_a_late_save_does_not_bring_it_back(client, cast, desk):
    said = filled(cast.clerk)
    client.post(reverse("desk-save"), said)
    client.post(reverse("desk"), said)
    client.post(reverse("desk-save"), said)

    assert (Draft.objects.count(), Petition.objects.count()) == (0, 1)


def test_when_the_session_has_ended_the_words_are_kept_and_signing_in_leads_back(client, cast, desk):
    client.logout()
    answer = client.post(reverse("desk"), filled(cast.clerk, text="没有保存的话"))

    draft = Draft.objects.get()
    assert (draft.duty, Petition.objects.count()) == (cast.clerk, 0)
    assert answer.url.endswith(reverse("desk-draft", args=[draft.slug]))
    page = sign_in(client, cast.clerk).get(reverse("desk-draft", args=[draft.slug])).content.decode()
    assert "没有保存的话" in page


def test_saving_goes_on_after_the_session_has_ended(client, cast, desk):
    client.logout()

    answer = client.post(reverse("desk-save"), filled(cast.clerk))

    assert answer.status_code == 200
    assert reverse("desk-draft", args=[Draft.objects.get().slug]) in answer.content.decode()


def test_nobody_opens_or_deletes_the_draft_of_another(client, cast, desk):
    client.post(reverse("desk-save"), filled(cast.clerk))
    slug = Draft.objects.get().slug
    sign_in(client, cast.dispatcher)

    assert client.get(reverse("desk-draft", args=[slug])).status_code == 404
    assert client.post(reverse("desk-discard", args=[slug])).status_code == 404
    sign_in(client, cast.clerk)
    assert client.post(reverse("desk-discard", args=[slug])).status_code == 302
    assert Draft.objects.count() == 0


def test_a_ticket_of_another_duty_does_not_register_in_its_name(client, cast, desk):
    sign_in(client, cast.dispatcher)

    assert client.post(reverse("desk"), filled(cast.clerk)).status_code == 422
    assert Petition.objects.count() == 0


def test_one_more_person_without_scripts(desk):
    answer = desk(add_person="1", name="")

    assert (answer.status_code, answer.context["people"].total_form_count()) == (200, 1)
    assert not answer.context["form"].errors


# ── Files ──

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def upload(name, content=PNG):
    return SimpleUploadedFile(name, content)


def test_files_are_kept_while_something_else_is_corrected(desk):
    desk(name="", files=[upload("证据一.png"), upload("证据二.png")])
    answer = desk()

    assert answer.status_code == 302
    assert [(file.name, file.is_from_petitioner) for file in the_petition().evidence.all()] == [("证据一.png", True), ("证据二.png", True)]


def test_one_bad_file_does_not_lose_the_others(desk):
    answer = desk(files=[upload("证据.png"), upload("坏.png", b"MZ" + b"\0" * 90)])
    assert "坏.png" in refusal(answer, "files")

    assert desk().status_code == 302
    assert [file.name for file in the_petition().evidence.all()] == ["证据.png"]


def test_a_file_can_be_taken_away_again(desk):
    desk(name="", files=[upload("证据.png")])
    ((key, path),) = [(file["key"], file["path"]) for file in drafts.files_of(Draft.objects.get())]

    assert disk.quarantined(path).exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        desk(name="", remove_file=key)

    assert drafts.files_of(Draft.objects.get()) == []
    assert not disk.quarantined(path).exists()


# ── Same person, same matter ──


@pytest.fixture
def alike(client, cast):
    def ask(duty=None, **said):
        answer = sign_in(client, duty or cast.clerk).post(reverse("desk-alike"), said)
        assert answer.status_code == 200
        return (
            [line.petition for line in answer.context["same_person"]],
            [line.petition for line in answer.context["same_matter"]],
            answer.content.decode(),
        )

    return ask


def test_the_same_person_is_found_by_paper_telephone_and_name(alike, cast):
    known = make_petition(cast.bureau, cast.clerk, parties=[make_party(paper="RESIDENT_ID", paper_number="11010519491231002X")])

    assert alike(paper_number="110105 19491231002x")[0] == [known]
    assert alike(phone="+86 138-0000-0001")[0] == [known]
    assert alike(name="王秀英")[0] == [known]
    assert alike(name="王秀", phone="13900000000", paper_number="11010519491231011X")[0] == []


def test_the_same_matter_is_found_by_its_words(alike, cast):
    known = make_petition(cast.bureau, cast.clerk, subject="东湖公租房屋顶漏水", text="漏水半年无人修理。")

    assert alike(subject="东湖区公租房的屋顶漏水")[1] == [known]
    assert alike(subject="学校门口没有斑马线")[1] == []


def test_hints_show_nothing_that_the_duty_may_not_see(alike, cast):
    sealed = cast.sorted(petition_class="ACCUSATION", subject="举报某局长受贿买房", text="某局长受贿买房三套。")
    hidden = make_petition(
        cast.bureau, cast.clerk, subject="河道被填埋盖楼", text="河道被填埋盖楼。", parties=[make_party(name="李大山", phone="13700000000")]
    )

    assert alike(subject="举报某局长受贿买房")[1] == []
    assert alike(phone="13800000001")[0] == []
    assert alike(duty=cast.liaison, subject="河道被填埋盖楼", phone="13700000000", name="李大山")[:2] == ([], [])
    assert alike(subject="河道被填埋盖楼", phone="13700000000", name="李大山")[0] == [hidden]
    assert sealed.is_sealed


def test_a_confidential_person_is_not_shown_to_another_organ(alike, cast):
    petition = cast.transferred(is_confidential=True)

    assert alike(duty=cast.liaison, phone="13800000001")[0] == []
    assert alike(duty=cast.clerk, phone="13800000001")[0] == [petition]


def test_the_telephone_is_shown_as_it_will_be_kept(alike):
    assert "13800000001" in alike(phone="+86 138 0000 0001")[2]


@pytest.mark.parametrize("text", ["\0", "%", "'", "\\", ":*", "&|!", "a" * 30_000, "<b>"])
def test_no_words_break_the_hints(alike, text):
    alike(name=text, phone=text, paper_number=text, subject=text, text=text, place=text, repeats=text)


def test_a_repeat_is_tied_to_the_petition_that_was_chosen(desk, client, cast):
    first = make_petition(cast.bureau, cast.clerk)

    answer = desk(repeats=first.number)

    second = Petition.objects.exclude(pk=first.pk).get()
    assert (second.is_repeat, second.repeats) == (True, first)
    assert first.grouped_number.replace("-", " ") in client.get(answer.url).content.decode()


def test_what_cannot_be_seen_cannot_be_repeated(desk, cast):
    sealed = cast.sorted(petition_class="ACCUSATION")

    answer = desk(repeats=sealed.number)

    assert answer.status_code == 422
    assert "repeats" in answer.context["form"].errors


def test_a_petition_opens_beside_within_the_gate(client, cast):
    seen, sealed = make_petition(cast.bureau, cast.clerk), cast.sorted(petition_class="ACCUSATION")
    sign_in(client, cast.clerk)

    assert "我家公租房屋顶漏水半年" in client.get(reverse("desk-beside", args=[seen.number])).content.decode()
    assert client.get(reverse("desk-beside", args=[sealed.number])).status_code == 404


# ── Cost ──


def test_the_desk_costs_the_same_with_one_and_with_thirty_petitions_of_today(client, cast):
    sign_in(client, cast.clerk)

    def cost(number):
        for _each in range(number):
            Petition.register(
                contact=make_contact(cast.bureau, cast.clerk, received_on=timezone.localdate()), parties=[make_party()], actor="OFFICER"
            )
        with count_queries() as queries:
            page = client.get(reverse("desk"))
        assert page.status_code == 200
        return len(queries)

    one, thirty = cost(1), cost(29)
    assert one == thirty <= 12


def test_hints_cost_the_same_for_one_and_for_six_petitions(client, cast):
    sign_in(client, cast.clerk)

    def cost(number):
        for _each in range(number):
            make_petition(cast.bureau, cast.clerk)
        with count_queries() as queries:
            client.post(reverse("desk-alike"), {"phone": "13800000001", "name": "王秀英", "subject": "公租房漏水"})
        return len(queries)

    one, six = cost(1), cost(5)
    assert one == six <= 20


# ── At once ──


def test_two_presses_at_the_same_moment_make_one_petition(office, cast):
    said = filled(cast.clerk)
    gate = threading.Barrier(2)

    def press():
        try:
            client = Client()
            client.force_login(cast.clerk.officer)
            gate.wait()
            return client.post(reverse("desk"), said).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = [press.result() for press in [pool.submit(press), pool.submit(press)]]

    assert first == second
    assert (Petition.objects.count(), Contact.objects.count()) == (1, 1)
