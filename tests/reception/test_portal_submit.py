"""Does a citizen hand in a petition without an account, and is nothing that was typed ever lost?"""

import re
import threading
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Level, OrganKind
from petitions.files import disk
from petitions.models import Contact, Petition
from petitions.numbers import is_number
from petitions.workflow import State
from reception.models import Draft
from reception.portal import alarm, drafts
from tests.factories import Cast, make_organ

ANSWERS = {
    "who": {
        "name": "古丽娜尔·买买提",
        "phone": "138 0013 8000",
        "address": "江城市东湖区一里 3 号",
        "paper": "RESIDENT_ID",
        "paper_number": "",
    },
    "what": {"subject": "公租房漏水", "text": "　　我家公租房屋顶漏水半年。\n物业说不归他们管。𠮷"},
    "claims": {"claim_1": "请修理屋顶", "claim_2": "请赔偿损失"},
    "place": {"place": "东湖区一里", "when": "去年春天起"},
    "evidence": {},
}


def picture(name="屋顶.png"):
    content = BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def page(name):
    return reverse("submit-page", args=[name])


def write(client, cast, **changes):
    """Answer all pages; returns the check page."""
    client.post(reverse("submit"))
    for name, answers in ANSWERS.items():
        answers = ({"organ": cast.bureau.slug} if name == "place" else {}) | answers | changes.get(name, {})
        response = client.post(page(name), answers)
        assert response.status_code == 302, response.context["form"].errors
    return client.get(reverse("submit-check"))


def idem_of(check):
    return re.search(r'name="idem" value="([^"]+)"', check.content.decode())[1]


def hand_in(client, check, **more):
    return client.post(reverse("submit-check"), {"idem": idem_of(check)} | more)


def test_a_citizen_without_an_account_hands_in_and_gets_a_receipt(client, cast):
    check = write(client, cast, evidence={"files": picture()})
    answer = hand_in(client, check)

    petition = Petition.objects.get()
    contact = petition.contacts.get()
    assert (petition.state, petition.holder_organ, petition.first_receiver, petition.channel) == (
        State.REGISTERED,
        cast.bureau,
        None,
        "ONLINE",
    )
    assert (contact.subject, contact.place) == ("公租房漏水", "东湖区一里")
    assert contact.text.startswith("　　我家公租房屋顶漏水半年。\n物业说不归他们管。𠮷\n\n")
    assert contact.text.endswith("去年春天起")
    assert [claim.text for claim in petition.claims.all()] == ["请修理屋顶", "请赔偿损失"]
    assert [(party.name, party.phone, party.address) for party in petition.parties.all()] == [
        ("古丽娜尔·买买提", "13800138000", "江城市东湖区一里 3 号")
    ]
    assert [(file.name, file.content_type, file.is_from_petitioner) for file in petition.evidence.all()] == [
        ("屋顶.png", "image/png", True)
    ]
    assert [(event.step, event.actor) for event in petition.events.all()] == [("register", "CITIZEN")]
    assert not Draft.objects.exists()

    shown = client.get(answer.headers["Location"]).content.decode()
    assert petition.grouped_number in shown
    assert f"{petition.query_code[:4]}-{petition.query_code[4:]}" in shown
    paper = client.get(reverse("receipt-paper"))
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_nobody_is_signed_in_and_nothing_personal_is_in_an_address_or_a_cookie(client, cast):
    answer = hand_in(client, write(client, cast))
    petition = Petition.objects.get()

    assert django_settings.SESSION_COOKIE_NAME not in client.cookies
    assert answer.headers["Location"] == reverse("receipt")
    assert petition.query_code not in str(client.cookies)
    assert client.cookies["receipt"]["httponly"]
    assert client.cookies["receipt"]["samesite"] == "Lax"
    assert "no-store" in client.get(reverse("receipt")).headers["Cache-Control"]


def test_the_receipt_is_shown_only_in_the_browser_that_handed_in(client, cast):
    hand_in(client, write(client, cast))
    number = Petition.objects.get().grouped_number

    assert number not in Client().get(reverse("receipt")).content.decode()
    assert Client().get(reverse("receipt-paper")).status_code == 404
    assert number in client.get(reverse("receipt")).content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        assert number not in client.get(reverse("receipt")).content.decode()


def test_receipt_numbers_are_random(client, cast):
    for _turn in range(3):
        hand_in(client, write(client, cast))

    numbers = list(Petition.objects.order_by("pk").values_list("number", flat=True))
    assert all(map(is_number, numbers))
    assert len({number[:6] for number in numbers}) == 3
    assert (
        len(
            set(Petition.objects.values_list("pk", flat=True))
            & {int(digits) for number in numbers for digits in re.findall(r"\d{5,}", number)}
        )
        == 0
    )


def test_pressing_again_gives_the_same_receipt(client, cast):
    check = write(client, cast)
    first = hand_in(client, check)
    again = hand_in(client, check)
    elsewhere = hand_in(Client(), check)

    assert Petition.objects.count() == 1
    assert {first.headers["Location"], again.headers["Location"], elsewhere.headers["Location"]} == {reverse("receipt")}
    assert Petition.objects.get().grouped_number in client.get(reverse("receipt")).content.decode()


def test_the_key_of_a_form_opens_nothing_a_day_later(client, cast):
    check = write(client, cast)
    hand_in(client, check)

    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert hand_in(Client(), check).status_code == 404


def test_two_presses_at_once_make_one_petition(office):
    cast, client = Cast(), Client()
    check = write(client, cast, evidence={"files": picture()})
    together, answers = threading.Barrier(2), []

    def press():
        browser = Client()
        browser.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
        together.wait()
        answers.append((hand_in(browser, check), browser))
        connections.close_all()

    threads = [threading.Thread(target=press) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer, _browser in answers] == [302, 302]
    number = Petition.objects.get().grouped_number
    assert all(number in browser.get(reverse("receipt")).content.decode() for _answer, browser in answers)
    assert Petition.objects.get().evidence.count() == 1


def test_each_page_is_kept_on_the_server_right_or_wrong(client, cast):
    client.post(reverse("submit"))
    refused = client.post(page("who"), {"name": "王秀英", "phone": "12"})
    client.post(page("what"), {"subject": "", "text": "只写了一半"})

    assert refused.status_code == 422
    assert refused.context["form"]["name"].value() == "王秀英"
    after_a_crash = Client()
    after_a_crash.cookies.load({"draft": client.cookies["draft"].value})
    assert after_a_crash.get(page("who")).context["form"]["phone"].value() == "12"
    assert after_a_crash.get(page("what")).context["form"]["text"].value() == "只写了一半"
    assert [task["is_done"] for task in after_a_crash.get(reverse("submit")).context["way"].tasks] == [False] * 5


def test_a_draft_is_ciphertext_in_the_database_and_opens_only_with_its_signed_cookie(client, cast):
    client.post(reverse("submit"))
    client.post(page("who"), {"name": "王秀英"})
    draft = Draft.objects.get()

    assert draft.duty is None
    assert "王秀英" not in Draft.objects.extra(select={"raw": "typed"}).values_list("raw", flat=True).get()
    guess = Client()
    guess.cookies["draft"] = draft.slug
    assert guess.get(page("who")).status_code == 404
    assert client.get(page("who")).status_code == 200


def test_words_that_arrive_after_the_draft_is_gone_begin_a_new_one(client, cast):
    client.post(reverse("submit"))
    Draft.objects.all().delete()

    assert client.post(page("what"), {"subject": "漏水", "text": "写了很久"}).status_code == 302
    assert client.get(page("what")).context["form"]["text"].value() == "写了很久"


def test_what_was_typed_is_saved_between_the_pages_too(client, cast):
    client.post(reverse("submit"))
    saved = client.post(reverse("submit-save", args=["what"]), {"text": "正在写"})

    assert saved.status_code == 200
    assert client.get(page("what")).context["form"]["text"].value() == "正在写"
    assert Client().post(reverse("submit-save", args=["what"]), {"text": "正在写"}).status_code == 404


def test_everything_can_be_deleted_with_its_files(client, cast):
    write(client, cast, evidence={"files": picture()})
    (kept,) = drafts.OpenDraft(Draft.objects.get()).files
    path = disk.quarantined(kept["path"])
    assert path.exists()

    client.post(reverse("submit-delete"))

    assert not Draft.objects.exists()
    assert not path.exists()
    assert client.get(reverse("submit-check")).status_code == 404


def test_drafts_that_nobody_came_back_to_are_cleared(client, cast):
    write(client, cast, evidence={"files": picture()})
    (kept,) = drafts.OpenDraft(Draft.objects.get()).files

    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        Client().post(reverse("submit"))

    assert Draft.objects.count() == 1
    assert not disk.quarantined(kept["path"]).exists()


def test_a_bad_file_is_named_and_the_others_are_kept(client, cast):
    write(client, cast)
    refused = client.post(
        page("evidence"), {"files": [SimpleUploadedFile("运行我.exe", b"MZ" + bytes(200)), picture(), SimpleUploadedFile("空.txt", b"")]}
    )

    assert refused.status_code == 422
    assert [re.search("“(.+?)”", sentence)[1] for sentence in refused.context["form"].errors["files"]] == ["运行我.exe", "空.txt"]
    assert [file["name"] for file in refused.context["way"].draft.files] == ["屋顶.png"]

    client.post(page("evidence"), {"remove": refused.context["way"].draft.files[0]["key"]})
    assert client.get(page("evidence")).context["way"].draft.files == []


def test_files_are_counted_over_all_visits_to_the_page(client, cast):
    write(client, cast, evidence={"files": [picture(f"{number}.png") for number in range(19)]})
    refused = client.post(page("evidence"), {"files": [picture("a.png"), picture("b.png")]})

    assert refused.status_code == 422
    assert len(refused.context["way"].draft.files) == 20


def test_the_city_bureau_receives_it_unless_another_one_is_chosen(client, cast):
    county = make_organ("东湖区信访局", OrganKind.BUREAU, Level.COUNTY, cast.city)
    province = make_organ("省信访局", OrganKind.BUREAU, Level.PROVINCE)
    client.post(reverse("submit"))

    form = client.get(page("place")).context["form"]
    assert (form["organ"].value(), [slug for slug, _name in form.fields["organ"].choices]) == (
        cast.bureau.slug,
        [cast.bureau.slug, county.slug, province.slug],
    )
    hand_in(client, write(client, cast, place={"organ": county.slug}))
    assert Petition.objects.get().first_organ == county


def test_a_bureau_that_was_closed_meanwhile_is_not_taken(client, cast):
    county = make_organ("东湖区信访局", OrganKind.BUREAU, Level.COUNTY, cast.city)
    check = write(client, cast, place={"organ": county.slug})
    county.closed_on = timezone.localdate()
    county.save()

    assert hand_in(client, check).status_code == 422
    assert not Petition.objects.exists()
    assert client.post(page("place"), {"organ": cast.bureau.slug, "to": "check"}).headers["Location"] == reverse("submit-check")
    assert hand_in(client, check).status_code == 302


def test_without_a_name_it_is_taken_and_the_receipt_says_what_that_means(client, cast):
    who = dict.fromkeys(ANSWERS["who"], "")
    hand_in(client, write(client, cast, who=who))

    assert not Petition.objects.get().parties.exists()
    assert client.get(reverse("receipt")).context["can_be_reached"] is False


def test_secrecy_towards_the_handling_organ_is_kept(client, cast):
    hand_in(client, write(client, cast, who={"is_confidential": "on"}))

    assert Petition.objects.get().is_confidential


def test_nothing_is_handed_in_while_an_answer_is_missing(client, cast):
    check = write(client, cast)
    client.post(page("what"), {"subject": "漏水", "text": ""})

    assert hand_in(client, check).status_code == 422
    assert not Petition.objects.exists()
    client.post(page("what"), ANSWERS["what"])
    assert hand_in(client, check).status_code == 302


@pytest.mark.parametrize("idem", ["", "nonsense", "00000000-0000-0000-0000-000000000000", "\0", "²", "9" * 5000])
def test_a_wrong_key_hands_in_nothing_and_asks_to_look_again(client, cast, idem):
    write(client, cast)

    assert client.post(reverse("submit-check"), {"idem": idem}).status_code == 422
    assert not Petition.objects.exists()


def test_a_program_that_fills_every_box_is_asked_again_and_loses_nothing(client, cast):
    check = write(client, cast)

    assert hand_in(client, check, website="https://example.org").status_code == 422
    assert not Petition.objects.exists()
    assert hand_in(client, check).status_code == 302
    assert Petition.objects.count() == 1


def test_too_many_from_one_connection_wait_while_others_pass(client, cast):
    checks = []
    for turn in range(11):
        browser = Client(REMOTE_ADDR="198.51.100.7")
        checks.append((browser, write(Client(REMOTE_ADDR=f"203.0.113.{turn}"), cast)))
        browser.cookies = checks[-1][1].client.cookies

    statuses = [hand_in(browser, check).status_code for browser, check in checks]

    assert statuses == [302] * 10 + [429]
    assert Draft.objects.count() == 1
    assert hand_in(checks[-1][1].client, checks[-1][1]).status_code == 302


def test_the_limits_do_not_stand_in_the_way_when_the_cache_is_gone(client, cast, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    assert hand_in(client, write(client, cast)).status_code == 302
    assert Petition.objects.exists()


# ── Danger and accusations ──


@pytest.mark.parametrize(
    ("text", "danger", "accuses"),
    [
        ("屋顶漏水，请修理。", False, False),
        ("再不解决我就跳 楼", True, False),
        ("我要举报局长受贿", False, True),
        ("ＳＵＩＣＩＤＥ", True, False),
        ("被他打，还威胁我；他是保护伞", True, True),
    ],
)
def test_texts_of_danger_and_of_accusation_are_noticed(text, danger, accuses):
    assert (alarm.speaks_of(alarm.DANGER, "漏水", text), alarm.speaks_of(alarm.ACCUSATION, "漏水", text)) == (danger, accuses)


def test_danger_shows_where_help_is_and_flags_the_petition(client, cast):
    calm = write(client, cast)
    assert "tel:12356" not in calm.content.decode()

    check = write(client, cast, what={"text": "再不解决我就跳楼"})
    assert "tel:12356" in check.content.decode()
    hand_in(client, check)
    assert "tel:12356" in client.get(reverse("receipt")).content.decode()
    assert Petition.objects.get().is_urgent


def test_an_accusation_is_told_of_the_seal_and_of_the_other_door(client, cast):
    assert "accusation-title" not in write(client, cast).content.decode()
    assert "accusation-title" in write(client, cast, what={"text": "我要举报局长受贿"}).content.decode()


# ── Bad input ──

NASTY = [
    "a" * 20_001, "\0", "半\0个", "\u200b\u200b", "\u3000", " \t ", "\u202egpj.exe", "🙂👩\u200d👩\u200d👧\u200d👦", "𠮷𩸽", "\U000e0100", "e" + "\u0301" * 500, "\x1b[31mred", "<script>alert(1)</script>",
    "{{ 7*7 }}{% now %}", "'; DROP TABLE petitions_petition; --", "=HYPERLINK(\"http://x\",\"y\")", "٣", "²", "１２３", "９" * 5000, "NaN", "-1", "1e400", "0x10", "2026-02-29",
    "农历三月初五", "9999-99-99", "\ufeff王", "\u202e王", "\ue000", "%00", "%s%n", "../../etc/passwd", "\r\nSet-Cookie: a=b", "·", "11010519491231002x", "110105 19491231 002X", "+86 138 0013 8000",
    "0086-138-0013-8000", "0571-8765 4321转12", "true", "null", "[]", "[" * 5000,
]  # fmt: skip
FIELDS = [
    ("who", "name"), ("who", "phone"), ("who", "email"), ("who", "address"), ("who", "paper"), ("who", "paper_number"), ("who", "is_confidential"),
    ("what", "subject"), ("what", "text"), ("claims", "claim_1"), ("claims", "claim_10"), ("place", "organ"), ("place", "place"), ("place", "when"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[field for _name, field in FIELDS])
def test_no_answer_breaks_a_page_or_is_changed_in_silence(client, cast, name, field):
    client.post(reverse("submit"))
    for typed in NASTY:
        answer = client.post(page(name), ANSWERS[name] | {field: typed})

        assert answer.status_code in (302, 422), typed[:30]
        if answer.status_code == 422:
            assert answer.context["form"].errors
            assert "<script>alert" not in answer.content.decode()
        shown = client.get(page(name))
        assert shown.status_code == 200
        form = shown.context["form"]
        if field in form.fields and field != "is_confidential":
            assert form[field].value() == typed
        assert client.get(reverse("submit-check")).status_code == 200


@pytest.mark.parametrize("typed", ["\u200b\u200b", "\u3000\u3000", " \t\r\n ", "\u2800", "\u200e\u202c"])
def test_what_nobody_can_see_is_no_answer(client, cast, typed):
    client.post(reverse("submit"))

    assert set(client.post(page("what"), {"subject": typed, "text": typed}).context["form"].errors) == {"subject", "text"}
    assert set(client.post(page("claims"), {"claim_1": typed}).context["form"].errors) == {"claim_1"}


def test_rare_characters_arrive_as_typed_and_count_as_one(client, cast):
    name, text = "𠮷田·阿依古丽・U\U00030edd", "𩸽" * 20_000
    hand_in(client, write(client, cast, who={"name": name}, what={"text": text}, place={"when": ""}))

    assert Petition.objects.get().petitioner.name == name
    assert Contact.objects.get().text == text


@pytest.mark.parametrize(
    ("number", "is_taken"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("１１０１０５１９４９１２３１００２Ｘ", True),
        ("110105 19491231 002X", True),
        ("110105491231002", True),
        ("110105194912310021", False),
        ("110105194913310029", False),
        ("11010520991231002X", False),
        ("1101051949123100", False),
        ("٣" * 18, False),
    ],
)
def test_a_wrong_id_number_is_told_what_looks_wrong(client, cast, number, is_taken):
    client.post(reverse("submit"))
    answer = client.post(page("who"), {"paper": "RESIDENT_ID", "paper_number": number})

    assert (answer.status_code == 302) is is_taken
    assert client.post(page("who"), {"paper": "OTHER", "paper_number": number}).status_code == 302


def test_a_page_larger_than_any_answer_is_refused_and_the_draft_stays(client, cast):
    write(client, cast)

    assert client.post(page("what"), {"subject": "漏水", "text": "字" * 4_000_000}).status_code == 400
    assert client.post(page("what"), {"subject": "漏水", "text": "字" * 200_000}).status_code == 422
    assert client.get(page("what")).context["form"]["text"].value().replace("\r\n", "\n") == ANSWERS["what"]["text"]


@pytest.mark.parametrize("address", ["/submit/nonsense/", "/submit/check/save/", "/submit/who/?to=//evil.example", "/submit/%F0%9F%99%82/"])
def test_addresses_nobody_links_to_are_harmless(client, cast, address):
    client.post(reverse("submit"))

    assert client.get(address).status_code in (200, 404, 405)
    answer = client.post(address, {"name": "王"})
    assert answer.headers.get("Location", page("what")) == page("what")


@pytest.mark.parametrize("cookie", ["", "x", "x:y:z", "a" * 3000, "\xe7\xbe\x8e"])
def test_a_forged_cookie_opens_nothing(client, cast, cookie):
    for name in ("draft", "receipt", "citizen"):
        client.cookies[name] = cookie

    assert client.get(page("who")).status_code == 404
    assert client.get(reverse("receipt-paper")).status_code == 404
    assert client.get(reverse("follow-petition")).headers["Location"] == reverse("follow")
