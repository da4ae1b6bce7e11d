"""Does the petitioner, and nobody else, see by number and code where the matter stands?"""

import hmac
import re
import sys
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.encryption import decrypt
from accounts.models import Role
from petitions.files import store
from petitions.models import Petition
from petitions.numbers import grouped, new_number
from petitions.workflow import State
from petitions.workflow.taking_over import Matter, take_over
from reception.portal.lookup import find
from reception.portal.progress import Progress
from tests.database import count_queries
from tests.factories import at, make_contact, make_duty, make_party, make_petition
from tests.reception.test_portal_submit import NASTY, picture

PAGE = "follow-petition"


def knock(client, petition, *, number=None, code=None, tail="0001"):
    return client.post(reverse("follow"), {"number": number or petition.number, "code": code or petition.query_code, "tail": tail})


def seen(client, petition, **how):
    """What the petitioner reads, in English."""
    assert knock(client, petition, **how).status_code == 302
    return client.get(reverse(PAGE), headers={"accept-language": "en"}).content.decode()


def without_tokens(response) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


# ── The lock ──


@pytest.mark.parametrize(
    "spoken",
    [
        lambda text: text,
        str.lower,
        grouped,
        " ".join,
        lambda text: text.replace("0", "O").replace("1", "l"),
        lambda text: "".join(chr(ord(character) + 0xFEE0) for character in text),
        lambda text: f"　{text[:5]} – {text[5:]}　",
    ],
)
def test_number_and_code_are_read_as_people_write_them(client, cast, spoken):
    petition = make_petition(cast.bureau, cast.clerk)

    assert knock(client, petition, number=spoken(petition.number), code=spoken(petition.query_code), tail=" ０００１ ").status_code == 302
    assert petition.grouped_number in client.get(reverse(PAGE)).content.decode()


def test_neither_number_nor_code_is_in_an_address_and_the_cookie_is_its_own(client, cast):
    petition = make_petition(cast.bureau, cast.clerk)
    answer = knock(client, petition)

    assert answer.headers["Location"] == reverse(PAGE)
    cookie = answer.cookies["citizen"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == ("/follow/", True, "Lax", 1800)
    assert "staff" not in client.cookies
    assert "no-store" in client.get(reverse(PAGE)).headers["Cache-Control"]


def test_without_the_cookie_no_page_of_the_matter_opens(client, cast):
    petition = cast.served()
    pages = [reverse(name) for name in (PAGE, "follow-add", "follow-receipt")]
    pages += [reverse("follow-document", args=[paper.slug]) for paper in petition.documents.all()]

    assert {client.get(page).headers["Location"] for page in pages} == {reverse("follow")}
    assert client.post(reverse("follow-add"), {"text": "x"}).headers["Location"] == reverse("follow")
    knock(client, petition)
    assert {client.get(page).status_code for page in pages[:3]} == {200}


def test_the_matter_closes_after_half_an_hour_and_when_one_leaves(client, cast):
    petition = make_petition(cast.bureau, cast.clerk)

    with time_machine.travel(at(date(2026, 3, 3), 9), tick=False):
        knock(client, petition)
    with time_machine.travel(at(date(2026, 3, 3), 10), tick=False):
        assert client.get(reverse(PAGE)).status_code == 302
        knock(client, petition)
        assert client.get(reverse(PAGE)).status_code == 200
        client.post(reverse("follow-leave"))
        assert client.get(reverse(PAGE)).status_code == 302


def test_the_telephone_is_asked_for_where_one_is_known(client, cast):
    known = make_petition(cast.bureau, cast.clerk)
    unknown = make_petition(cast.bureau, cast.clerk, parties=[make_party(phone="")])
    nameless = make_petition(cast.bureau, cast.clerk, parties=[])

    assert knock(client, known, tail="").status_code == 422
    assert knock(client, known, tail="0002").status_code == 422
    assert knock(client, known).status_code == 302
    assert knock(client, unknown, tail="").status_code == 302
    assert knock(client, nameless, tail="1234").status_code == 302


def test_the_telephone_of_the_accused_opens_nothing(client, cast):
    petition = make_petition(
        cast.bureau, cast.clerk, parties=[make_party(phone=""), make_party(name="某人", phone="13900009999", role="ACCUSED")]
    )

    assert knock(client, petition, tail="").status_code == 302


def test_wrong_and_unknown_look_and_cost_the_same(cast):
    petition = make_petition(cast.bureau, cast.clerk)
    unknown = new_number()
    answers = []
    for number, code in [
        (petition.number, "00000000"),
        (unknown, "00000000"),
        (petition.number, petition.query_code),
        (petition.number, "x"),
    ]:
        with count_queries() as queries:
            answer = Client().post(reverse("follow"), {"number": number, "code": code, "tail": "9999"})
        shown = without_tokens(answer).replace(number.encode(), b"NUMBER").replace(f'value="{code}"'.encode(), b"")
        answers.append((answer.status_code, shown, len(queries), sorted(answer.headers), sorted(answer.cookies)))

    assert answers[0][0] == 422
    assert answers[1:] == answers[:1] * 3


def test_wrong_and_unknown_are_looked_for_in_the_same_way(cast):
    """The same statements, decryptions and comparisons: what the clock could tell is counted, and measured by `make bench-timing`."""
    petition = make_petition(cast.bureau, cast.clerk)
    work = {number: work_of_finding(number) for number in (petition.number, new_number())}

    assert work[petition.number] == {"statements": 2, "decryptions": 2, "comparisons": 2}
    assert len({tuple(counted.items()) for counted in work.values()}) == 1


def work_of_finding(number):
    """What it takes to look for this number with a wrong code, by kind."""
    counted = dict.fromkeys(("statements", "decryptions", "comparisons"), 0)

    def note(frame, event, called):
        if event == "call" and frame.f_code is decrypt.__code__:
            counted["decryptions"] += 1
        if event == "c_call" and called is hmac.compare_digest:
            counted["comparisons"] += 1

    with count_queries() as queries:
        sys.setprofile(note)
        try:
            assert find(number, "00000000", "9999") is None
        finally:
            sys.setprofile(None)
    return counted | {"statements": len(queries)}


def test_after_five_wrong_tries_a_number_has_to_wait_wherever_they_come_from(cast):
    petition, other = make_petition(cast.bureau, cast.clerk), make_petition(cast.bureau, cast.clerk)
    statuses = [knock(Client(REMOTE_ADDR=f"203.0.113.{turn}"), petition, code="00000000").status_code for turn in range(6)]

    assert statuses == [422] * 5 + [429]
    assert knock(Client(REMOTE_ADDR="203.0.113.99"), petition).status_code == 429
    assert knock(Client(REMOTE_ADDR="203.0.113.99"), other).status_code == 302


def test_after_five_wrong_tries_an_address_has_to_wait_whatever_it_tries(cast):
    petition = make_petition(cast.bureau, cast.clerk)
    guesser = Client(REMOTE_ADDR="203.0.113.7")
    statuses = [guesser.post(reverse("follow"), {"number": new_number(), "code": "00000000", "tail": ""}).status_code for _turn in range(6)]

    assert statuses == [422] * 5 + [429]
    assert knock(guesser, petition).status_code == 429
    assert knock(Client(REMOTE_ADDR="203.0.113.8"), petition).status_code == 302


def test_right_tries_do_not_count(client, cast):
    petition = make_petition(cast.bureau, cast.clerk)

    assert {knock(client, petition).status_code for _turn in range(12)} == {302}


@pytest.mark.parametrize("field", ["number", "code", "tail"])
def test_no_input_breaks_the_lock(cast, field):
    petition = make_petition(cast.bureau, cast.clerk)
    right = {"number": petition.number, "code": petition.query_code, "tail": "0001"}
    for turn, typed in enumerate(NASTY):
        answer = Client(REMOTE_ADDR=f"198.51.{turn}.7").post(reverse("follow"), right | {field: typed})
        assert answer.status_code in (422, 429), typed[:30]
        assert "<script>alert" not in answer.content.decode()


# ── What is shown ──


def test_every_state_has_its_sentence(cast):
    petition = cast.served()
    with override("en"):
        said = {}
        for state in State:
            petition.__dict__["state"] = str(state)
            progress = Progress(petition, date(2026, 4, 20))
            said[state] = progress.answer.line
            assert progress.stages

    assert all(sentence.strip().endswith(".") and "%(" not in sentence for sentence in said.values())
    assert len(set(said.values())) >= 18
    assert {state for state, sentence in said.items() if "None" in sentence} == set()


@pytest.mark.parametrize(
    ("stage", "today", "line", "tone"),
    [
        ("sorted", date(2026, 3, 10), "江城市信访局 has your matter and must send it to the competent organ by 17 Mar 2026.", ""),
        ("sorted", date(2026, 3, 18), "江城市信访局 should have sent your matter to the competent organ by 17 Mar 2026.", "late"),
        (
            "transferred",
            date(2026, 3, 20),
            "江城市住房和城乡建设局 has your matter and must tell you by 31 Mar 2026 how it will be dealt with.",
            "",
        ),
        (
            "signed_for",
            date(2026, 4, 1),
            "江城市住房和城乡建设局 should have told you by 31 Mar 2026 how your matter will be dealt with.",
            "late",
        ),
        ("accepted", date(2026, 4, 1), "江城市住房和城乡建设局 must answer you by 19 May 2026.", ""),
        ("accepted", date(2026, 5, 20), "江城市住房和城乡建设局 should have answered you by 19 May 2026.", "late"),
        ("issued", date(2026, 4, 11), "江城市住房和城乡建设局 answered on 10 Apr 2026. The letter is on its way to you.", "done"),
        (
            "served",
            date(2026, 4, 20),
            "You have the answer of 江城市住房和城乡建设局. If you do not agree, you may ask 江城市人民政府 for a review until 13 May 2026.",
            "done",
        ),
        (
            "served",
            date(2026, 5, 14),
            "You have the answer of 江城市住房和城乡建设局. The time to ask for a review ended on 13 May 2026.",
            "done",
        ),
    ],
)
def test_the_sentence_on_top_says_who_until_when(cast, stage, today, line, tone):
    petition = getattr(cast, stage)()

    with override("en"):
        answer = Progress(petition, today).answer
    assert (answer.line, answer.tone) == (line, tone)


def test_the_reason_names_the_law(cast):
    with override("en"):
        assert (
            Progress(cast.accepted(), date(2026, 4, 1)).answer.why
            == "60 days from 20 Mar 2026 (Regulations on Petition Work (2022), art. 34)."
        )


def test_the_stages_stand_in_line_with_their_dates(cast):
    with override("en"):
        stages = [(stage.title, stage.on or stage.until, stage.tone) for stage in Progress(cast.served(), date(2026, 4, 20)).stages]

    assert stages == [
        ("Received and registered", date(2026, 3, 2), "done"),
        ("Sent to 江城市住房和城乡建设局", date(2026, 3, 16), "done"),
        ("Accepted by 江城市住房和城乡建设局", date(2026, 3, 20), "done"),
        ("Answer issued", date(2026, 4, 10), "done"),
        ("Answer handed to you", date(2026, 4, 13), "done"),
        ("You may ask for a review", date(2026, 5, 13), "now"),
        ("Finished", None, ""),
    ]


def test_an_extension_says_why_and_until_when(cast):
    petition = cast.accepted()
    petition.advance(
        "extend", by=cast.handler, at=at(date(2026, 5, 6)), reason="需要鉴定", days=30, mode="PERSONAL", notified_on=date(2026, 5, 6)
    )
    petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 5, 6)))

    with override("en"):
        progress = Progress(petition, date(2026, 5, 20))
        extended = next(stage for stage in progress.stages if "extended" in stage.title)
        assert progress.answer.line == "江城市住房和城乡建设局 must answer you by 18 Jun 2026."
    assert (extended.title, extended.on, extended.notes[0]) == (
        "Time for the answer extended by 30 days",
        date(2026, 5, 6),
        "Because: 需要鉴定",
    )


def test_an_objection_is_told_without_its_reasons(client, cast):
    petition = cast.signed_for()
    petition.advance("object", by=cast.liaison, at=at(date(2026, 3, 18)), grounds="内部理由：这件事不归我们管辖", basis="三定方案")
    petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 3, 18)))

    shown = seen(client, petition)
    assert "江城市住房和城乡建设局 said on 18 Mar 2026 that the matter is not in its competence." in shown
    assert "内部理由" not in shown


def test_each_date_can_be_explained(client, cast):
    with time_machine.travel(at(date(2026, 4, 1)), tick=False):
        shown = seen(client, cast.accepted())

    assert "60 calendar days, rest days included" in shown


def test_the_answer_is_shown_request_by_request_only_once_it_is_issued(client, cast):
    assert "经查第1项属实" not in seen(client, cast.found())
    assert "经查第1项属实" in seen(client, cast.issued())


def test_only_letters_to_the_petitioner_can_be_read(client, cast):
    petition = cast.served()
    seen(client, petition)
    read = {paper.kind: client.get(reverse("follow-document", args=[paper.slug])) for paper in petition.documents.all()}

    assert {kind: answer.status_code for kind, answer in read.items()} == {"D04": 404, "D06": 200, "D07": 200, "D17": 200}
    assert {answer.content[:5] for answer in read.values() if answer.status_code == 200} == {b"%PDF-"}
    other = cast.served()
    assert client.get(reverse("follow-document", args=[other.documents.last().slug])).status_code == 404
    assert client.get(reverse("follow-receipt")).content.startswith(b"%PDF-")


def test_no_officer_is_ever_named(client, cast):
    petition = cast.served()
    shown = seen(client, petition)

    names = {duty.officer.name for duty in vars(cast).values() if hasattr(duty, "officer")}
    assert {name for name in names if name in shown} == set()
    assert "江城市住房和城乡建设局" in shown


def test_what_others_put_into_the_file_is_not_listed(client, cast):
    petition = cast.accepted()
    file = SimpleUploadedFile("内部笔录.txt", "某某说".encode())
    assert "内部笔录" not in seen(client, petition)

    petition.advance("add_material", by=cast.handler, files=[store(file)])
    assert "内部笔录" not in seen(client, petition)
    client.post(reverse("follow-add"), {"idem": "7d9c1d6e-0000-4000-8000-000000000001", "files": picture("我的照片.png")})
    assert "我的照片.png" in client.get(reverse(PAGE)).content.decode()


def test_a_suggestion_has_no_review(client, cast):
    petition = cast.sorted(petition_class="SUGGESTION")
    petition.advance("transfer", by=cast.dispatcher, at=at(date(2026, 3, 16)), organ=cast.housing)
    petition.advance("sign_for", by=cast.liaison, at=at(date(2026, 3, 17)))
    petition.advance(
        "accept", by=cast.handler, at=at(date(2026, 3, 20)), track="SUGGESTION", mode="PERSONAL", notified_on=date(2026, 3, 20)
    )
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 20)))

    with override("en"):
        progress = Progress(petition, date(2026, 4, 1))
        assert progress.answer.line.startswith("江城市住房和城乡建设局 is studying what you wrote and means to reply by")
        assert "the law names no period" in progress.answer.why
        assert not [stage for stage in progress.stages if "review" in stage.title]


def test_the_page_costs_the_same_whatever_its_history(client, cast):
    queries = []
    for petition in (make_petition(cast.bureau, cast.clerk), cast.accepted()):
        knock(client, petition)
        client.get(reverse(PAGE))
        with count_queries() as counted:
            client.get(reverse(PAGE))
        queries.append(len(counted))

    assert max(queries) <= 18


# ── Sealed ──


def sealed(cast):
    petition = make_petition(cast.bureau, cast.clerk, subject="举报局长", text="局长受贿")
    petition.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 2)))
    petition.advance(
        "classify", by=cast.dispatcher, at=at(date(2026, 3, 2)), petition_class="ACCUSATION", accused="何局长", accused_organ=cast.housing
    )
    return petition


def test_of_a_sealed_matter_only_the_day_is_told(client, cast):
    petition = sealed(cast)
    shown = seen(client, petition)

    assert "Received on 2 Mar 2026." in shown
    organs = {organ.name for organ in vars(cast).values() if hasattr(organ, "short_name")}
    assert {name for name in organs if name in shown} == set()
    assert not re.search("举报|受贿|何局长|17 Mar|art\\.|discipline", shown)
    assert client.get(reverse("follow-receipt")).status_code == 404

    petition.advance("hand_to_discipline", by=cast.accusation_officer, at=at(date(2026, 3, 9)), organ=cast.discipline)
    shown = client.get(reverse(PAGE), headers={"accept-language": "en"}).content.decode()
    assert "Received on 2 Mar 2026. Handed to the competent organ on 9 Mar 2026." in shown
    assert {name for name in organs if name in shown} == set()


# ── Adding ──


def test_words_and_files_reach_whoever_holds_the_matter(client, cast):
    petition = cast.accepted()
    seen(client, petition)
    key = re.search(r'name="idem" value="([^"]+)"', client.get(reverse("follow-add")).content.decode())[1]
    added = {"idem": key, "text": "昨天又漏了。", "files": [picture("新照片.png"), SimpleUploadedFile("病毒.exe", b"MZ" + bytes(99))]}

    answer = client.post(reverse("follow-add"), added)

    assert answer.headers["Location"] == reverse(PAGE)
    assert "病毒.exe" in client.get(reverse(PAGE)).content.decode()
    supplement = petition.arrivals.get(kind="SUPPLEMENT").contact
    assert (supplement.text, supplement.organ, supplement.duty) == ("昨天又漏了。", cast.housing, None)
    assert [file.name for file in petition.evidence.filter(is_from_petitioner=True)] == ["新照片.png"]
    assert (petition.events.last().step, petition.events.last().actor) == ("add_material", "CITIZEN")


def test_adding_twice_adds_once(client, cast):
    petition = cast.accepted()
    seen(client, petition)
    added = {"idem": "7d9c1d6e-0000-4000-8000-000000000002", "text": "昨天又漏了。"}

    assert [client.post(reverse("follow-add"), added).status_code for _press in range(2)] == [302, 302]
    assert petition.arrivals.filter(kind="SUPPLEMENT").count() == 1


@pytest.mark.parametrize(
    "added",
    [{"text": ""}, {"text": "\u200b"}, {"text": "a" * 20_001}, {"text": "\0"}, {"idem": "x", "text": "好"}, {"idem": "", "text": "好"}],
)
def test_what_cannot_be_added_is_told_and_kept(client, cast, added):
    petition = cast.accepted()
    seen(client, petition)
    answer = client.post(reverse("follow-add"), {"idem": "7d9c1d6e-0000-4000-8000-000000000003"} | added)

    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == added["text"]
    assert not petition.arrivals.filter(kind="SUPPLEMENT").exists()


def test_only_a_bad_file_is_an_error(client, cast):
    petition = cast.accepted()
    seen(client, petition)
    answer = client.post(
        reverse("follow-add"), {"idem": "7d9c1d6e-0000-4000-8000-000000000004", "files": SimpleUploadedFile("空.txt", b"")}
    )

    assert answer.status_code == 422
    assert "空.txt" in answer.content.decode()


def test_nothing_is_added_to_a_finished_matter(client, cast):
    petition = cast.served()
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    shown = seen(client, petition)

    assert "Your matter is finished since 14 May 2026." in shown
    assert reverse("follow-add") not in shown
    assert client.get(reverse("follow-add")).status_code == 404


def test_a_matter_taken_over_from_another_system_shows_only_what_was_given(client, cast):
    contact = make_contact(cast.bureau, subject="旧事", text="旧系统的信访事项", received_on=date(2025, 5, 6))
    contact.source = "old:1"
    (petition,) = take_over(Petition, [Matter(contact=contact, replied_on=date(2025, 6, 1))], by=make_duty(Role.CLERK, cast.bureau))

    assert "Your matter was answered on 1 Jun 2025, before this system took it over." in seen(client, petition, tail="")
    assert client.get(reverse("follow-receipt")).status_code == 404
