"""Where does an accusation's every word come to lie? Its whole life, online and at the counter; then every byte that the office wrote is searched.

Each field holds a token of its own, so that a hit says which word it was. What may hold words is a list below; anything else fails.
"""

import logging
import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error

from accounts.acting import as_office
from accounts.models import Role
from accounts.tasks import forget_ended_sessions
from petitions import anchors, queues, remarks, verifying
from petitions.accusations import Accused
from petitions.models import Petition, Queue
from supervision.ladder import sweep
from tests.access.traces import Browser, break_things, collect, found_in, of_folder, of_tables, officer, packed, spellings
from tests.browser import CHROMIUM, FLAGS, sign_in
from tests.factories import Cast, make_duty, make_party, make_petition
from tests.reception.test_counter import filled
from tests.reception.test_portal_submit import hand_in, idem_of

FIELDS = (
    "subject", "text", "place", "name", "accused", "note", "question", "reason", "added", "file", "content", "search", "error", "draft", "address",
)  # fmt: skip


class Tokens(dict):
    """A word that nothing else says, for each field: hanzi and letters, so that every spelling of it looks different."""

    def __init__(self):
        super().__init__({name: f"金丝{secrets.token_hex(5)}雀" for name in FIELDS})
        number = secrets.randbelow(10**8)
        self |= {"phone": f"139{number:08d}", "paper": paper_of(number % 1000)}

    def __getattr__(self, name):
        return self[name]


def paper_of(serial):
    """A resident's number with the right check character."""
    body = f"110105194912{serial % 28 + 1:02d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def test_every_spelling_of_a_word_is_found():
    word = Tokens().text

    for spelling in spellings(word):
        assert found_in(b"before " + spelling + b" after", [word]) == [word]
    assert found_in(b"\0\1" + packed(f"before {word} after") + b"\2", [word]) == [word]
    assert found_in(word[:-1].encode(), [word]) == []


# ── The whole life ──


def live(traces, cast, words):
    """Reported online and once more at the window, worked on, looked for by those who must not know. Returns the petitions."""
    said = {name: words[name] for name in ("name", "phone", "subject", "text", "place", "address")}
    online = reported_online(traces, cast, words)
    at_the_window = reported_at_the_window(traces, cast, words)
    for petition in (online, at_the_window):
        kept_by_the_lane(traces, cast, words, petition)
    looked_for(traces, cast, said | {"paper_number": words.paper, "paper": "RESIDENT_ID"}, online)
    handed_over(traces, cast, words, online)
    return online, at_the_window


def newest():
    with as_office():
        return Petition.objects.order_by("-pk").first()


def reported_online(traces, cast, words):
    """By the pages of a report, with the receipt, and more material afterwards."""
    citizen = Browser(traces)
    citizen.post(reverse("submit"), {"kind": "report"})
    pages = {
        "whom": {"about": "other", "unit": words.accused, "name": words.accused}, "what": {"subject": words.subject, "text": words.text},
        "place": {"organ": cast.bureau.slug, "place": words.place, "when": words.place}, "evidence": {"files": evidence(words)},
        "who": {"name": words.name, "phone": words.phone, "address": words.address, "paper": "RESIDENT_ID", "paper_number": words.paper},
    }  # fmt: skip
    for page, answers in pages.items():
        if page != "evidence":  # files are kept with their page alone
            citizen.post(reverse("submit-save", args=[page]), answers)
        answer = citizen.post(reverse("submit-page", args=[page]), answers)
        assert answer.status_code == 302, answer.content.decode()
    citizen.post(
        reverse("submit-page", args=["evidence"]), {"files": SimpleUploadedFile(f"{words.file}.exe", b"MZ" + words.content.encode())}
    )
    hand_in(citizen, citizen.get(reverse("submit-check")))
    for room in ("receipt", "receipt-paper"):
        citizen.get(reverse(room))
    petition = newest()
    assert petition.is_sealed
    tail = {"number": petition.number, "code": petition.query_code, "tail": words.phone[-4:]}
    citizen.post(reverse("follow"), tail | {"code": words.error})
    citizen.post(reverse("follow"), tail)
    form = citizen.get(reverse("follow-add"))
    if form.status_code == 200:
        citizen.post(reverse("follow-add"), {"text": words.added, "idem": idem_of(form)})
    return petition


def reported_at_the_window(traces, cast, words):
    clerk = officer(traces, cast.clerk)
    form = clerk.get(reverse("desk-accusation"))
    said = {
        "idem": idem_of(form), "channel": "VISIT", "unit": words.accused, "person": words.accused, "text": words.text, "name": words.name, "phone": words.phone,
        "paper_number": words.paper, "address": words.address,
    }  # fmt: skip
    clerk.post(reverse("desk-accusation"), said | {"channel": words.error, "files": evidence(words)})
    answer = clerk.post(reverse("desk-accusation"), said | {"files": evidence(words)})
    assert answer.status_code == 302, answer.content.decode()
    for room in ("desk-accusation-receipt", "desk-accusation-paper"):
        clerk.get(reverse(room))
    clerk.post(reverse("desk-accusation-done"))
    petition = newest()
    assert petition.is_sealed
    return petition


def evidence(words):
    return SimpleUploadedFile(f"{words.file}.txt", f"转账 {words.content}".encode())


def handed_over(traces, cast, words, petition):
    """To the discipline organ, signed for and filed there, and taken away as a volume and as a package."""
    with as_office():
        steps = [
            (cast.accusation_officer, "hand_to_discipline", {"organ": cast.discipline}),
            (
                cast.discipline_officer,
                "record_hand_over",
                {"mode": "PERSONAL", "served_on": timezone.localdate(), "received_by": words.reason},
            ),
        ]
        for duty, step, details in steps:
            petition.advance(step, by=duty, **details)
    receiver = officer(traces, cast.discipline_officer)
    here = reverse("petition", args=[petition.number])
    for address in (here, reverse("notices"), reverse("worklist-excel")):
        receiver.get(address)
    receiver.post(reverse("take-step", args=[petition.number, "archive"]), {})
    for address in (f"{here}file.pdf", f"{here}file.zip", reverse("files"), reverse("files-excel")):
        receiver.get(address)


def kept_by_the_lane(traces, cast, words, petition):
    keeper = officer(traces, cast.accusation_officer)
    here = reverse("petition", args=[petition.number])
    with as_office():
        petition.advance("take", by=cast.accusation_officer)
        petition.advance("identify", by=cast.accusation_officer, is_identified=True, accused=[Accused(words.accused)])
        evidence = petition.evidence.first()
        Queue.objects.create(
            duty=cast.accusation_officer, name=f"我的{petition.pk}", tab="mine", query={}, wants_digest=True, most=0, calls_when_late=True
        )
    keeper.post(reverse("notes", args=[petition.number]), {"text": words.note})
    keeper.post(
        reverse("take-step", args=[petition.number, "ask_petitioner"]),
        {"text": words.question, "reply_by": timezone.localdate() + timedelta(days=10)},
    )
    if petition.channel == "VISIT":  # the other one is to be filed, and what is urgent has to be reported before that
        keeper.post(reverse("take-step", args=[petition.number, "flag_urgent"]), {"reason": words.reason})
    for address in (here, f"{here}notes/", reverse("worklist"), reverse("worklist-excel"), reverse("worklist-print"), reverse("notices")):
        keeper.get(address)
    for typed in (words.search, words.phone, words.paper, words.name, words.subject):
        keeper.post(reverse("search"), {"q": typed})
    keeper.get(reverse("evidence", args=[petition.number, evidence.slug]))
    with as_office():
        remarks.write(petition, by=cast.accusation_officer, text=words.note, to=[])


def looked_for(traces, cast, said, petition):
    """By the clerk's desk, a leader's search, a stranger's guess, and an address with a word in it."""
    clerk, leader = officer(traces, cast.clerk), officer(traces, cast.leader)
    clerk.post(reverse("desk-alike"), said)
    clerk.post(reverse("desk-save"), filled(cast.clerk, **said))
    clerk.post(reverse("desk"), filled(cast.clerk, **said | {"channel": said["name"]}))
    for typed in said.values():
        leader.post(reverse("search"), {"q": typed})
    leader.get(reverse("petition", args=[petition.number]))
    Browser(traces).post(reverse("follow"), {"number": petition.number, "code": said["name"], "tail": said["phone"][-4:]})


def nights(cast):
    with as_office():
        sweep(timezone.localdate())
        queues.call(timezone.now())
        queues.send_digests(timezone.localdate())
        verifying.verify(anchors.newest()).save()
        anchors.write(timezone.now())


# Where an accusation's words may lie, reviewed: the petition's own rows, which stand behind the gate and the second wall.
ALLOWED = {
    "petitions_petition.subject", "petitions_historicalpetition.subject",
    "petitions_contact.subject", "petitions_contact.text", "petitions_contact.place", "petitions_contact.words",
    "petitions_party.name", "petitions_party.name_sort", "petitions_party.words", "petitions_note.text", "petitions_question.text",
    "petitions_evidence.name", "petitions_event.reason", "petitions_service.received_by",
    "reception_draft.typed",  # what a clerk or a citizen had begun to write; encrypted where it is a person's
    "files of evidence",  # under random names, behind the gate
}  # fmt: skip


@pytest.fixture
def life(traces, monkeypatch, tmp_path, settings):
    """`life(words)`: the story, and every place it may have left something in."""
    folder, scratch = tmp_path / "office", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, folder / "media"
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    def lived(words):
        cast = Cast()
        cast.discipline_officer = make_duty(Role.DISC, cast.discipline)
        petitions = live(traces, cast, words)
        break_things(traces, monkeypatch, words.error)
        nights(cast)
        collect(traces)
        for letter in mail.outbox:
            traces.leave("letters", letter.message().as_bytes())
        with as_office():
            of_tables(traces)
        of_folder(traces, "files of evidence", folder / "media")
        for other in sorted(path for path in folder.iterdir() if path.name != "media"):
            of_folder(traces, f"folder {other.name}", other)
        of_folder(traces, "scratch files", scratch)
        return petitions

    return lived


def test_an_accusations_words_lie_nowhere_but_in_its_own_rows(traces, life):
    words = Tokens()

    petition, _at_the_window = life(words)

    leaks = traces.leaks(words.values())
    assert {place: found for place, found in leaks.items() if place not in ALLOWED} == {}
    # The words did arrive, and the places were looked at.
    assert leaks.keys() >= {
        "petitions_contact.text",
        "petitions_note.text",
        "petitions_event.reason",
        "petitions_party.name",
        "files of evidence",
    }
    assert {"log", "addresses", "cookies", "cache", "sessions", "task arguments", "letters", "folder anchors"} <= traces.places.keys()
    assert petition.number.encode() in traces.places["addresses"]


@pytest.mark.parametrize("place", ["log", "task arguments"])
def test_a_planted_line_is_found(traces, life, monkeypatch, place):
    words, written = Tokens(), remarks.write

    def write_and_tell(petition, *, text, **said):
        if place == "log":
            logging.getLogger("petitions").info("note: %s", text)
        else:
            with pytest.raises(TypeError):
                forget_ended_sessions.delay(text)
        return written(petition, text=text, **said)

    monkeypatch.setattr("petitions.remarks.write", write_and_tell)
    life(words)

    assert {name: found for name, found in traces.leaks(words.values()).items() if name not in ALLOWED}.keys() == {place}


# ── The browser on the officer's desk ──


REOPENED = ("profile: Default/Sessions/Session_", "profile: Default/Sessions/Tabs_")


@pytest.fixture
def profile(office, browser, tmp_path):
    """A Chromium whose profile lies on disk, as on a counter; `profile.close()` ends it, and its files can be read."""
    folder = tmp_path / "profile"
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)))
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=chromium, args=FLAGS, base_url=office.url, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.folder = folder
    yield context
    with suppress(Error):
        context.close()


def read_and_typed(context, cast, words, petition):
    """An accusation is opened, looked for and written about; then the officer signs out and goes back once."""
    page = context.new_page()
    page.on("dialog", lambda question: question.accept())  # leave, although something was typed
    sign_in(page, cast.accusation_officer)
    page.goto(reverse("worklist"))
    page.goto(reverse("petition", args=[petition.number]))
    assert words.text in page.content()
    page.goto(reverse("search"))
    page.fill("#search", words.search)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(reverse("notes", args=[petition.number]))
    page.locator("textarea").first.fill(words.note)
    page.evaluate("document.querySelector('form[action=\"/sign-out/\"]').submit()")
    page.wait_for_url("**/sign-in/**")
    page.go_back()
    assert words.text not in page.content()


def test_a_browsers_profile_holds_nothing_after_signing_out(traces, profile):
    cast, words = Cast(), Tokens()
    with as_office():
        petition = accused(cast, words)

    read_and_typed(profile, cast, words, petition)
    profile.close()
    of_folder(traces, "profile", profile.folder, one_by_one=True)

    assert sum(map(len, traces.places.values())) > 100_000  # a profile was written
    # What somebody typed into a form, and nothing that was read: Chromium keeps it for opening closed windows again (docs/security/README.md).
    leaks = traces.leaks(words.values())
    assert {place: found for place, found in leaks.items() if not (place.startswith(REOPENED) and found == [words.search])} == {}


def test_what_a_page_would_keep_in_the_browser_is_found(traces, profile):
    """The power check: one line of a script that keeps a draft."""
    words = Tokens()
    page = profile.new_page()
    page.goto("/law/")
    page.evaluate("words => localStorage.setItem('draft', words)", words.text)
    profile.close()
    of_folder(traces, "profile", profile.folder)

    assert traces.leaks([words.text]) == {"profile": [words.text]}


def accused(cast, words):
    petition = make_petition(
        cast.bureau,
        cast.clerk,
        subject=words.subject,
        text=words.text,
        parties=[make_party(words.name, words.phone, words.address)],
    )
    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused=words.accused)
    return petition
