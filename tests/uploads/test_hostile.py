"""Does anything that somebody sends with bad intent run, open in a page, leave its place, or cost a petition?

A part of the corpus in every run, chosen by a recorded seed; all of it, and ten thousand mutations, by `make uploads`.
"""

import hashlib
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from itertools import islice
from urllib.parse import quote

from django.conf import settings
from django.test import Client
from django.urls import reverse

from petitions import files
from petitions.files import cell, taking
from petitions.inspection.refusal import Copy, Seen
from petitions.models import Evidence, Petition
from tests.reception.test_counter import filled
from tests.reception.test_portal_submit import ANSWERS, hand_in, page
from tests.uploads import hostile
from tests.uploads.hostile import DOOR, HELD
from tests.uploads.samples import HONEST

IS_FULL = os.environ.get("UPLOADS") == "full"
SAMPLE, AT_ONCE = 60, 12
ON_DISK = re.compile(r"(evidence|quarantine)/[0-9a-f]{2}/[0-9a-f]{32}|copies/[0-9a-f]{2}/[0-9a-f]{32}/\d+")
SHOWN = {"image/webp", "text/plain", "audio/mpeg", "video/mp4", "audio/amr"}
SAYS_SECRET = [b"SECRETMAKER", b"SECRETPHONE", b"SECRETCOMMENT", b"SECRETAUTHOR", b"SECRETPLACE", b"SECRETTITLE"]


def corpus():
    attacks = list(hostile.attacks())
    if IS_FULL:
        return attacks
    honest = [attack for attack in attacks if attack.what == "honest"]
    return random.Random(hostile.SEED).sample(attacks, SAMPLE - 4) + honest[:4]


def multipart(fields, uploads):
    """As a browser sends it, but with every name that somebody could think of: percent-coded, and decoded by the other side."""
    lines = []
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            lines += [b"--edge", f'Content-Disposition: form-data; name="{name}"'.encode(), b"", str(value).encode()]
    for attack in uploads:
        disposition = f'Content-Disposition: form-data; name="files"; filename="x"; filename*=UTF-8\'\'{quote(attack.label, safe="")}'
        lines += [b"--edge", disposition.encode(), b"Content-Type: image/jpeg", b"", attack.content]
    return b"\r\n".join([*lines, b"--edge--", b""])


def post(client, address, fields, uploads):
    return client.post(address, multipart(fields, uploads), content_type="multipart/form-data; boundary=edge")


def by_citizen(cast, place, uploads):
    client = Client(REMOTE_ADDR=f"203.0.{113 + place // 250}.{place % 250 + 1}")
    client.post(reverse("submit"))
    for name, answers in ANSWERS.items():
        if name != "evidence":
            client.post(page(name), ({"organ": cast.bureau.slug} if name == "place" else {}) | answers)
    answer = post(client, page("evidence"), {}, uploads)
    assert answer.status_code in (302, 422)
    said = str(answer.context["form"].errors) if answer.status_code == 422 else ""
    client.post(page("evidence"))
    receipt = hand_in(client, client.get(reverse("submit-check")))
    assert (receipt.status_code, receipt.headers["Location"]) == (302, reverse("receipt"))
    return said


def by_clerk(cast, _place, uploads):
    client = Client()
    client.force_login(cast.clerk.officer)
    fields = filled(cast.clerk)
    answer = post(client, reverse("desk"), fields, uploads)
    said = str(answer.context["form"].errors) if answer.status_code == 422 else ""
    if answer.status_code == 422:
        answer = client.post(reverse("desk"), fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return said


def sent(cast, attacks):
    """Each attack by one of two doors; yields (attacks, their petition, what the sender was told)."""
    waiting = iter(attacks)
    for place, uploads in enumerate(iter(lambda: list(islice(waiting, AT_ONCE)), [])):
        door = (by_citizen, by_clerk)[place % 2]
        said = door(cast, place, uploads)
        yield uploads, Petition.objects.newest_first()[0], said


def faults_of(client, petition, item, attack):
    """What is wrong with the way in which this file is kept and given out; nothing, mostly."""
    check = item.check_so_far
    at = f"/cases/{petition.number}/evidence/{item.slug}/"
    if check.waits:
        yield "was never checked"
    if attack.wanted == HELD and check.is_open:
        yield f"is open: {item.content_type}"
    shown = client.get(f"{at}view/")
    if shown.status_code != 200 or hostile.SCRIPT in shown.content or "\u202e" in shown.content.decode():
        yield f"page {shown.status_code}"
    original = client.get(at)
    if original.status_code == 200:
        if not check.is_open:
            yield "the original was given out"
        if b"".join(original.streaming_content) != attack.content:
            yield "is not what was sent"
        yield from faults_of_headers(original, item.content_type)
    elif check.is_open or original.status_code != 404:
        yield f"original {original.status_code}"
    for place, copy in enumerate(check.copies, start=1):
        answer = client.get(f"{at}copy-{place}/")
        yield from faults_of_headers(answer, copy["content_type"])
        if copy["content_type"] not in SHOWN or (copy["content_type"] == "image/webp" and not hostile.shows_something(answer.content)):
            yield f"copy {place} is no copy"
        # A mutation may have put the words of one file where another one has its sound.
        if any(secret in answer.content for secret in SAYS_SECRET) and not attack.what.startswith("mutation"):
            yield f"copy {place} tells more than it shows"


def faults_of_headers(answer, content_type):
    disposition = answer.headers.get("Content-Disposition", "")
    if (
        answer.status_code != 200
        or answer.headers["Content-Type"].partition(";")[0] != content_type
        or content_type not in {*files.TYPES, *SHOWN}
    ):
        yield f"answered as {answer.status_code} {answer.headers['Content-Type']}"
    if not disposition.startswith("attachment;") or re.search(r"[\r\n\0]|%0[0-9A-Fa-f]|%2[Ff]|\.\.", disposition):
        yield f"disposition {disposition}"
    if "sandbox" not in answer.headers["Content-Security-Policy"] or answer.headers["X-Content-Type-Options"] != "nosniff":
        yield "without sandbox"
    if answer.headers["Cross-Origin-Resource-Policy"] != "same-origin" or "no-store" not in answer.headers["Cache-Control"]:
        yield "may be taken along"


def faults(cast, attacks):
    """{what went wrong: how often}, and the figures of the run."""
    wrong, told = Counter(), Counter(files=len(attacks))
    client = Client()
    client.force_login(cast.dispatcher.officer)
    for uploads, petition, said in sent(cast, attacks):
        told["petitions"] += 1
        kept = list(petition.evidence.select_related("check_row"))
        if len(kept) + max(0, said.count("<li>") - 1) != len(uploads):  # one is the name of the field
            wrong["a file was neither kept nor refused with a sentence"] += 1
        by_content = {item.sha256: item for item in kept}
        for attack in uploads:
            item = by_content.get(hashlib.sha256(attack.content).hexdigest())
            told[item.check_so_far.state if item else "refused"] += 1
            if item is None:
                if attack.what == "honest":
                    wrong[f"{attack.label} was not taken"] += 1
                continue
            if attack.wanted == DOOR:
                wrong[f"{attack.what}: came in"] += 1
            if attack.what == "honest" and not item.check_so_far.is_open:
                wrong[f"{attack.label} is held back: {item.check_so_far.reason}"] += 1
            for fault in faults_of(client, petition, item, attack):
                wrong[f"{attack.what}: {fault}"] += 1
    return wrong, told


def on_disk():
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file() or path.is_symlink()]


def test_nothing_hostile_runs_opens_leaves_its_place_or_costs_a_petition(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    attacks, began = corpus(), time.monotonic()

    wrong, told = faults(cast, attacks)

    assert wrong == {}
    assert Petition.objects.count() == told["petitions"] == -(-len(attacks) // AT_ONCE)
    assert [path for path in tmp_path.iterdir() if path.name != "media"] == []
    strange = [
        path for path in on_disk() if not ON_DISK.fullmatch(str(path.relative_to(settings.MEDIA_ROOT))) or path.stat().st_mode & 0o177
    ]
    assert strange == []
    seconds = time.monotonic() - began
    sys.stdout.write(f"{dict(told)}; {seconds:.0f} s, {seconds / len(attacks):.2f} s a file with its pages\n")


def by_label(uploaded):
    """What a careless office does: it believes the name."""
    return files.BY_ENDING.get(taking.label_of(uploaded.name).rpartition(".")[2].lower(), "text/plain")


def test_an_office_that_believes_names_is_found_out(cast, monkeypatch):
    """The power check: with the sniffing at the door off, and then with the inspection off as well."""
    attacks = [attack for attack in hostile.attacks() if attack.wanted != hostile.ANYTHING and len(attack.content) < 1 << 20]
    attacks = random.Random(hostile.SEED).sample(attacks, 24)
    monkeypatch.setattr(taking, "type_of", by_label)

    wrong, _told = faults(cast, attacks[:12])
    assert any("came in" in fault for fault in wrong)
    assert not any("is open" in fault or "original was given out" in fault for fault in wrong)  # the second wall stands

    monkeypatch.setattr(cell, "inspect", lambda handle, content_type: ("", Seen([Copy("image/webp", handle.read())])))
    wrong, _told = faults(cast, attacks[12:])
    assert any("is open" in fault for fault in wrong)
    assert any("is no copy" in fault for fault in wrong) or any("page" in fault for fault in wrong)


def test_mutations_always_come_to_an_answer_within_their_limits():
    number = 10_000 if IS_FULL else 500
    done = subprocess.run(
        [sys.executable, "-m", "tests.uploads.mutating", str(number)], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    sys.stdout.write(f"{told}\n")

    assert told["files"] == number == sum(told.get(name, 0) for name in ("refused", "shown", "held back"))
    assert told["largest_mb"] < 256
    assert told["shown"] > number // 20
    assert told["held back"] > number // 20
    assert told["longest_s"] < 10


def test_two_hundred_files_at_once_cost_nobody_their_words(cast):
    client = Client(REMOTE_ADDR="203.0.113.77")
    client.post(reverse("submit"))
    for name, answers in ANSWERS.items():
        if name != "evidence":
            client.post(page(name), ({"organ": cast.bureau.slug} if name == "place" else {}) | answers)
    uploads = [hostile.Attack(f"{place}.txt", f"{place} 号".encode(), hostile.ANYTHING) for place in range(200)]

    answer = post(client, page("evidence"), {}, uploads)
    client.post(page("evidence"))
    hand_in(client, client.get(reverse("submit-check")))

    assert answer.status_code == 422
    assert "20" in str(answer.context["form"].errors)
    assert Petition.objects.get().evidence.count() == 20
    assert Evidence.objects.count() == 20


def test_the_corpus_has_its_size_and_its_seed_gives_the_same_files_again():
    attacks = list(hostile.attacks())

    assert len(attacks) >= 500
    assert Counter(attack.wanted for attack in attacks)[HELD] >= 150
    again = list(hostile.mutations(random.Random(hostile.SEED), 5))
    assert [attack.content for attack in again] == [attack.content for attack in hostile.mutations(random.Random(hostile.SEED), 5)]
    assert {attack.label for attack in attacks if attack.what == "honest"} == set(HONEST)
