"""The way of a file from the door to the page: quarantine, scanner, inspection, copies; and what happens when one of them fails."""

import errno
import io
import os
import socket
import struct
import subprocess
import threading
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Role
from petitions import files
from petitions.files import checking, disk, reconciling, scanner
from petitions.models import Evidence, FileCheck, Petition, Reconciliation
from petitions.workflow import StepNotOpen
from tests.database import count_queries
from tests.factories import make_duty
from tests.reception.test_portal_submit import hand_in, page, write
from tests.uploads.hostile import EICAR, acting
from tests.uploads.samples import DOCX, HEIC, PDF, PNG, WORDS, film, office, pdf, photograph

NOW = datetime(2100, 1, 1, tzinfo=timezone.get_default_timezone())
State = FileCheck.State


def added(petition, by, name="屋顶.png", content=PNG):
    evidence = files.store(SimpleUploadedFile(name, content))
    petition.advance("add_material", by=by, files=[evidence])
    return Evidence.objects.get(pk=evidence.pk)


def check_of(evidence):
    return FileCheck.objects.get(evidence=evidence)


def address(evidence, rest=""):
    return f"/cases/{evidence.petition.number}/evidence/{evidence.slug}/{rest}"


@pytest.fixture
def citizen(db):
    return Client(headers={"accept-language": "en"})


# ── A scanner: it speaks clamd's language, and checks that we do ──


class Scanner:
    def __init__(self):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        self.scanned, self.faults, self.answer = [], [], None
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                line, _from = self.listening.accept()
            except OSError:
                return
            with line:
                line.sendall(self.reply(line) + b"\0")

    def reply(self, line):
        command = b""
        while not command.endswith(b"\0"):
            command += line.recv(1)
        if command == b"zPING\0":
            return b"PONG"
        if command != b"zINSTREAM\0":
            self.faults.append(command)
            return b"UNKNOWN COMMAND"
        content = b""
        while size := struct.unpack("!L", self.exactly(line, 4))[0]:
            content += self.exactly(line, size)
        self.scanned.append(content)
        if self.answer:
            return self.answer
        return b"stream: Eicar-Signature FOUND" if EICAR in content else b"stream: OK"

    def exactly(self, line, size):
        content = b""
        while len(content) < size:
            part = line.recv(size - len(content))
            if not part:
                self.faults.append("cut off")
                raise EOFError
            content += part
        return content

    def stop(self):
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)  # or the thread would take one more call
        self.listening.close()


@contextmanager
def scanning(settings):
    standing = Scanner()
    settings.CLAMAV_ADDRESS = standing.address
    try:
        yield standing
        assert standing.faults == []
    finally:
        standing.stop()


@pytest.fixture
def clamd(settings):
    with scanning(settings) as standing:
        yield standing


def status_of(answer):
    """A file is read to its end, or it stays open."""
    b"".join(answer)
    return answer.status_code


# ── The way ──


@pytest.mark.files_wait
def test_until_a_file_is_checked_nobody_opens_it_and_it_is_not_lost(cast, sign_in):
    evidence = added(cast.accepted(), cast.handler)
    client = sign_in(cast.handler)

    assert check_of(evidence).state == State.RECEIVED
    assert disk.quarantined(evidence.path).read_bytes() == PNG
    assert "is being checked" in client.get(address(evidence, "view/")).content.decode()
    assert status_of(client.get(address(evidence))) == 404
    assert status_of(client.get(address(evidence, "copy-1/"))) == 404

    assert checking.check_waiting(NOW) is False

    check = check_of(evidence)
    assert (check.state, check.reason, check.is_scanned, check.attempts) == (State.AVAILABLE, "", False, 1)
    assert not disk.quarantined(evidence.path).exists()
    assert b"".join(client.get(address(evidence)).streaming_content) == PNG
    shown = client.get(address(evidence, "view/")).content.decode()
    assert 'src="data:image/webp;base64,' in shown
    assert "not scanned for viruses" in shown


@pytest.mark.files_wait
def test_the_bell_rings_when_the_step_is_committed(office, cast):
    evidence = added(cast.accepted(), cast.handler)

    assert check_of(evidence).state == State.AVAILABLE


@pytest.mark.files_wait
def test_however_a_row_comes_in_it_is_to_be_checked(cast):
    evidence = added(cast.accepted(), cast.handler)
    other = Evidence(petition=evidence.petition, event=evidence.event, name="x", path="evidence/aa/none", content_type="text/plain", size=1)
    Evidence.objects.bulk_create([other])

    assert check_of(other).state == State.RECEIVED
    checking.check_waiting(NOW)
    assert check_of(other).state == State.DAMAGED


def test_a_copy_says_nothing_but_what_is_seen(cast, sign_in):
    evidence = added(cast.accepted(), cast.handler, "现场.jpg", photograph())
    client = sign_in(cast.handler)

    answer = client.get(address(evidence, "copy-1/"))

    with Image.open(io.BytesIO(answer.content)) as copy:
        assert (copy.format, copy.size, dict(copy.getexif())) == ("WEBP", (40, 60), {})  # turned as it was held
    assert b"SECRET" not in answer.content
    assert answer["Content-Disposition"].endswith(".webp")
    assert b"SECRETPHONE" in b"".join(client.get(address(evidence)).streaming_content)


def test_the_original_is_for_those_who_may_know_the_person_and_the_copy_for_whoever_sees_the_petition(cast, sign_in):
    evidence = added(cast.transferred(), cast.liaison, "现场.jpg", photograph())
    supervisor = make_duty(Role.SUPERV, cast.city)

    for duty, original, copy in (
        (cast.dispatcher, 200, 200),
        (cast.liaison, 200, 200),
        (supervisor, 404, 200),
        (cast.water_liaison, 404, 404),
    ):
        client = sign_in(duty)
        assert (status_of(client.get(address(evidence))), status_of(client.get(address(evidence, "copy-1/")))) == (original, copy), duty
    assert "Save the original" not in sign_in(supervisor).get(address(evidence, "view/")).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "kinds", "pages"),
    [
        ("合同.pdf", pdf(7), ["image/webp"] * 7, 7),
        ("原图.heic", HEIC, ["image/webp"], 1),
        ("说明.docx", office(DOCX), ["text/plain"], 1),
        ("录像.mp4", film(), ["video/mp4"], 1),
        ("经过.txt", WORDS.encode("gb18030"), ["text/plain"], 1),
    ],
)
def test_each_kind_has_its_safe_copy(cast, sign_in, name, content, kinds, pages):
    evidence = added(cast.accepted(), cast.handler, name, content)

    check = check_of(evidence)

    assert ([copy["content_type"] for copy in check.copies], check.pages) == (kinds, pages)
    shown = sign_in(cast.handler).get(address(evidence, "view/?page=1")).content.decode()
    assert (WORDS in shown) == (kinds == ["text/plain"])
    assert shown.count("data:image/webp") == min(5, kinds.count("image/webp"))
    assert ("Next pages" in shown) == (pages > 5)
    assert b"SECRET" not in files.open_copy(evidence, 1)


# ── The scanner ──


def test_what_the_scanner_knows_nothing_against_is_open(cast, clamd, sign_in):
    evidence = added(cast.accepted(), cast.handler)

    assert clamd.scanned == [PNG]
    assert (check_of(evidence).state, check_of(evidence).is_scanned) == (State.AVAILABLE, True)
    assert "not scanned for viruses" not in sign_in(cast.handler).get(address(evidence, "view/")).content.decode()


def test_what_it_finds_is_held_back_and_released_by_nobody(cast, clamd, sign_in):
    evidence = added(cast.accepted(), cast.handler, "a.txt", b"x" * 70_000 + EICAR)
    client = sign_in(cast.handler)

    check = check_of(evidence)
    assert (check.state, check.reason, check.found) == (State.HELD, "VIRUS", "Eicar-Signature")
    shown = client.get(address(evidence, "view/")).content.decode()
    assert "Eicar-Signature" in shown
    assert "is not released" in shown
    assert status_of(client.get(address(evidence))) == 404
    with pytest.raises(StepNotOpen):
        evidence.petition.advance("release_file", by=cast.handler, file=evidence, reason="我认识这个文件。")


@pytest.mark.files_wait
@pytest.mark.parametrize("trouble", ["gone", "INSTREAM size limit exceeded. ERROR", "nonsense"])
def test_without_an_answer_of_the_scanner_a_file_waits_as_long_as_it_takes(cast, settings, sign_in, trouble):
    evidence = added(cast.accepted(), cast.handler)
    with scanning(settings) as standing:
        if trouble == "gone":
            standing.stop()
        else:
            standing.answer = trouble.encode()
        for _time in range(8):
            FileCheck.objects.update(next_try_at=timezone.now())
            checking.check_waiting(timezone.now())
            assert check_of(evidence).state == State.CHECKING
        assert status_of(sign_in(cast.handler).get(address(evidence))) == 404
        health = sign_in(cast.admin).get(reverse("health")).content.decode()
        assert ("The virus scanner does not answer" in health) == (trouble == "gone")
        assert "1 file waits" in health

    with scanning(settings):
        FileCheck.objects.update(next_try_at=timezone.now())
        checking.check_waiting(NOW)
    assert (check_of(evidence).state, check_of(evidence).is_scanned) == (State.AVAILABLE, True)


def test_a_scanner_is_reached_by_its_socket_too(settings, tmp_path):
    place = tmp_path / "clamd.ctl"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        settings.CLAMAV_ADDRESS = f"unix:{place}"
        assert not scanner.answers()
        listening.bind(str(place))
        listening.listen()

        def pong():
            line, _from = listening.accept()
            with line:
                line.recv(10)
                line.sendall(b"PONG\0")

        threading.Thread(target=pong, daemon=True).start()
        assert scanner.answers()


# ── What fails ──


def full(_handle):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_on_a_full_disk_the_words_are_taken_and_the_sender_is_told_of_the_file(citizen, cast, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    write(citizen, cast)
    monkeypatch.setattr(disk.os, "fsync", full)

    answer = citizen.post(page("evidence"), {"files": SimpleUploadedFile("屋顶.png", PNG)})
    assert answer.status_code == 422
    assert "there is no room for files just now" in str(answer.context["form"].errors)
    citizen.post(page("evidence"))
    receipt = hand_in(citizen, citizen.get(reverse("submit-check")))

    assert receipt.headers["Location"] == reverse("receipt")
    assert Petition.objects.get().evidence.count() == 0
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    settings.MEDIA_ROOT = tmp_path / "media"
    assert files.store(SimpleUploadedFile("屋顶.png", PNG)).size == len(PNG)


@pytest.fixture
def small_disk(tmp_path):
    """A real one, of 64 kB."""
    place = tmp_path / "small"
    place.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", place], capture_output=True).returncode:
        pytest.skip("nobody may mount a small disk here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.parametrize("which", ["MEDIA_ROOT", "FILE_UPLOAD_TEMP_DIR"])
def test_a_disk_that_is_really_full_costs_a_file_and_no_petition(citizen, cast, settings, small_disk, which):
    setattr(settings, which, small_disk)
    write(citizen, cast)

    uploads = [SimpleUploadedFile("大.txt", b"1" * 200_000), SimpleUploadedFile("小.txt", b"2" * 20)]
    answer = citizen.post(page("evidence"), {"files": uploads})
    said = str(answer.context["form"].errors)
    citizen.post(page("evidence"))
    hand_in(citizen, citizen.get(reverse("submit-check")))

    assert "“大.txt” could not be stored: there is no room" in said
    assert "小.txt" not in said
    assert [item.name for item in Petition.objects.get().evidence.all()] == ["小.txt"]
    assert all(path.stat().st_size < 1000 for path in small_disk.rglob("*") if path.is_file())


@pytest.mark.files_wait
def test_where_there_is_no_room_for_a_copy_the_file_waits(cast, monkeypatch):
    evidence = added(cast.accepted(), cast.handler)
    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "fsync", full)
        checking.check_waiting(timezone.now())

    assert check_of(evidence).state == State.CHECKING
    assert disk.quarantined(evidence.path).read_bytes() == PNG
    assert not disk.folder_of_copies(evidence.path).exists()
    FileCheck.objects.update(next_try_at=timezone.now())
    checking.check_waiting(NOW)
    assert check_of(evidence).state == State.AVAILABLE


@pytest.mark.files_wait
def test_a_file_whose_worker_died_is_taken_by_the_next_and_after_five_deaths_by_nobody(cast, monkeypatch):
    evidence, now = added(cast.accepted(), cast.handler), NOW
    with monkeypatch.context() as patch:
        patch.setattr(checking.cell, "inspect", lambda *_what: (_ for _ in ()).throw(SystemExit))
        for _death in range(5):
            with pytest.raises(SystemExit):
                checking.check_waiting(now)
            assert checking.check_waiting(now) is False  # its time is not over yet
            now += checking.LEASE + timedelta(seconds=1)

    checking.check_waiting(now)
    assert (check_of(evidence).state, check_of(evidence).reason) == (State.HELD, "COSTLY")


def test_a_file_that_changes_before_its_check_is_told(cast, sign_in, monkeypatch):
    petition = cast.accepted()
    evidence = files.store(SimpleUploadedFile("屋顶.png", PNG))
    disk.quarantined(evidence.path).write_bytes(PNG[:-1] + b"x")
    petition.advance("add_material", by=cast.handler, files=[evidence])

    assert check_of(evidence).state == State.DAMAGED
    assert status_of(sign_in(cast.handler).get(address(evidence, "view/"))) == 409


def test_a_copy_that_was_changed_on_disk_is_not_shown(cast, sign_in):
    evidence = added(cast.accepted(), cast.handler)
    (disk.folder_of_copies(evidence.path) / "1").write_bytes(b"<svg onload=alert(1)>")
    client = sign_in(cast.handler)

    assert status_of(client.get(address(evidence, "copy-1/"))) == 404
    shown = client.get(address(evidence, "view/"))
    assert (shown.status_code, b"onload" in shown.content) == (200, False)


# ── Held back, and let out ──


def test_a_file_that_was_held_back_wrongly_is_released_by_two(cast, sign_in):
    petition = cast.accepted()
    evidence = added(petition, cast.handler, "表单.pdf", pdf(change=acting("open")))
    client = sign_in(cast.handler)
    shown = client.get(address(evidence, "view/")).content.decode()
    assert "it carries a program" in shown
    assert "Ask the petitioner for another copy" in shown
    assert status_of(client.get(address(evidence))) == 404

    with pytest.raises(StepNotOpen):
        petition.advance("release_file", by=cast.handler, file=evidence)
    with pytest.raises(StepNotOpen):
        petition.advance("release_file", by=cast.water_handler, file=evidence, reason="核对过。")
    petition.advance("release_file", by=cast.handler, file=evidence, reason="税务局的表单，已核对。")
    assert check_of(evidence).state == State.HELD
    with pytest.raises(StepNotOpen):
        petition.confirm(petition.pending, by=cast.handler)
    petition.confirm(petition.pending, by=cast.leader)

    event = petition.events.last()
    assert (event.step, event.proposed_by, event.duty, event.details["file"]) == ("release_file", cast.handler, cast.leader, evidence.slug)
    assert check_of(evidence).state == State.RELEASED
    answer = client.get(address(evidence))
    assert status_of(answer) == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    with pytest.raises(StepNotOpen):
        petition.advance("release_file", by=cast.handler, file=evidence, reason="再次放行。")


def test_the_page_of_a_petition_says_of_each_file_how_far_it_is(cast, sign_in):
    petition = cast.accepted()
    added(petition, cast.handler)
    with count_queries() as one:
        sign_in(cast.handler).get(petition.get_absolute_url())
    added(petition, cast.handler, "表单.pdf", pdf(change=acting("launch")))
    for place in range(8):
        added(petition, cast.handler, f"{place}.txt", f"{place} 号楼".encode())

    with count_queries() as many:
        shown = sign_in(cast.handler).get(petition.get_absolute_url()).content.decode()

    assert "held back" in shown
    assert "it carries a program" in shown
    assert shown.count("checked, not scanned for viruses") == 9
    assert len(many) == len(one)


def test_a_petition_that_is_split_off_has_its_file_under_a_name_of_its_own(cast):
    petition = cast.sorted()
    evidence = added(petition, cast.clerk)
    petition.advance("split", by=cast.dispatcher, parts=[{"subject": "另案", "claims": [petition.claims.last()], "files": [evidence]}])

    (own,) = Evidence.objects.exclude(pk=evidence.pk)
    files.discard(evidence)

    assert (own.petition.split_from, own.sha256, check_of(own).state) == (petition, evidence.sha256, State.AVAILABLE)
    with files.open_checked(own) as handle:
        assert handle.read() == PNG
    with pytest.raises(files.Damaged):
        files.open_checked(evidence)


def test_the_petitioner_is_told_which_file_to_bring_again(citizen, cast):
    write(citizen, cast, evidence={"files": [SimpleUploadedFile("好.pdf", PDF), SimpleUploadedFile("坏.pdf", pdf(change=acting("open")))]})
    hand_in(citizen, citizen.get(reverse("submit-check")))
    petition = Petition.objects.get()

    citizen.post(reverse("follow"), {"number": petition.number, "code": petition.query_code, "tail": "8000"})
    shown = citizen.get(reverse("follow-petition")).content.decode()

    assert shown.count("cannot open it") == 1
    assert shown.index("好.pdf") < shown.index("坏.pdf") < shown.index("cannot open it")


# ── Disk and rows ──


def reconcile(*arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("check_files", *arguments)
    return ended.value.code, capsys.readouterr().out


def test_disk_and_rows_are_held_against_each_other_in_both_directions(cast, capsys, settings, tmp_path, sign_in):
    settings.MEDIA_ROOT = tmp_path / "media"
    petition = cast.accepted()
    whole, changed, shorter, gone = (added(petition, cast.handler, f"{place}.txt", f"{place} 号楼漏水".encode()) for place in range(4))
    assert reconcile(capsys=capsys)[0] == 0
    assert Reconciliation.objects.first().compared == 4

    place = settings.MEDIA_ROOT / changed.path
    before = place.read_bytes()
    place.write_bytes(before[::-1])
    (settings.MEDIA_ROOT / shorter.path).write_bytes(b"0")
    (settings.MEDIA_ROOT / gone.path).unlink()
    stranger = settings.MEDIA_ROOT / "evidence" / "ab" / ("0" * 32)
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"x")
    draft = files.store(SimpleUploadedFile("草稿.txt", "未提交".encode()))
    broken_off = disk.quarantined(draft.path).with_name("half.part")
    broken_off.write_bytes(b"x")
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(broken_off, (long_ago, long_ago))

    code, told = reconcile(capsys=capsys)

    assert code == 1
    assert set(told.splitlines()[:-1]) == {
        f"changed {changed.slug}", f"changed {shorter.slug}", f"missing {gone.slug}", f"stranger evidence/ab/{'0' * 32}",
    }  # fmt: skip
    assert not broken_off.exists()
    assert check_of(gone).state == State.DAMAGED
    health = sign_in(cast.admin).get(reverse("health")).content.decode()
    assert "Missing 1, changed 2, nobody's 1" in health.replace("&#x27;", "'")

    place.write_bytes(before)
    reconcile("--quick", capsys=capsys)
    checking.check_waiting(NOW)
    assert (check_of(changed).state, check_of(whole).state) == (State.AVAILABLE, State.AVAILABLE)
    long_ago = (timezone.now() - timedelta(days=40)).timestamp()
    os.utime(disk.quarantined(draft.path), (long_ago, long_ago))
    assert reconcile(capsys=capsys)[1].count("stranger") == 2


def test_what_cannot_be_compared_is_not_called_clean(cast, capsys, monkeypatch):
    monkeypatch.setattr(reconciling, "reconcile", lambda now, everything: None)
    assert reconcile(capsys=capsys)[0] == 2


def test_copies_that_are_gone_are_made_again_and_old_rows_get_their_check(cast):
    evidence = added(cast.accepted(), cast.handler)
    (disk.folder_of_copies(evidence.path) / "1").unlink()

    reconciling.reconcile(timezone.now(), everything=True)
    assert check_of(evidence).state == State.RECEIVED
    checking.check_waiting(NOW)
    assert check_of(evidence).state == State.AVAILABLE
    assert files.open_copy(evidence, 1)

    FileCheck.objects.filter(evidence=evidence).delete()
    assert Evidence.objects.get(pk=evidence.pk).check_so_far.waits
    reconciling.reconcile(timezone.now())
    assert check_of(evidence).state == State.RECEIVED
