"""The import as a page: look, confirm, done; errors by row; nobody else's files."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from petitions.models import Petition
from reception.models import ImportJob
from reception.models.import_job import FORGOTTEN_AFTER
from reception.tasks import check_import, take_import
from tests.database import count_queries

pytestmark = pytest.mark.django_db
GOOD = "标题,时间,内容,回复,性质\n路灯不亮,2019-01-02,路灯不亮半年。,已修复,投诉\n井盖丢失,2019-01-03,井盖丢失。,,举报\n"
BAD = "标题,时间,内容\n一,2019-01-02,内容\n二,去年,内容\n"


@pytest.fixture
def send(client, cast):
    client.force_login(cast.clerk.officer)

    def upload(text=GOOD, name="留言.csv", encoding="utf-8"):
        return client.post(reverse("import"), {"file": SimpleUploadedFile(name, text.encode(encoding))})

    return upload


def the_job() -> ImportJob:
    return ImportJob.objects.get()


def test_a_file_is_shown_before_anything_is_taken_over(send, client):
    answer = send()
    page = client.get(answer.url)

    report = the_job().report
    assert (the_job().state, report["new"], report["open"], report["closed"], report["accusations"]) == ("READY", 2, 1, 1, 1)
    assert [name for _heading, name in report["headings"]] == ["subject", "received", "text", "reply", "kind"]
    assert "路灯不亮半年。" in page.content.decode()
    assert Petition.objects.count() == 0


def test_after_the_confirmation_it_goes_in_once_and_the_file_goes(send, client, cast, django_capture_on_commit_callbacks):
    send()
    job = the_job()
    path = job.file
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(reverse("import-confirm", args=[job.slug]), follow=True)
        client.post(reverse("import-confirm", args=[job.slug]))
        take_import(job.pk)

    assert "2" in first.content.decode()
    assert (the_job().state, the_job().path, path.exists(), Petition.objects.count()) == ("DONE", "", False, 2)
    assert [event.duty for petition in Petition.objects.all() for event in petition.events.all()] == [cast.clerk, cast.clerk]


def test_the_same_file_again_offers_nothing_new(send, client):
    send()
    client.post(reverse("import-confirm", args=[the_job().slug]))
    send(name="又一次.csv")

    report = ImportJob.objects.first().report
    assert (report["new"], report["known"]) == (0, 2)


def test_bad_rows_are_listed_with_their_numbers_and_cannot_be_confirmed(send, client):
    page = client.get(send(BAD).url).content.decode()

    job = the_job()
    assert (job.state, [line for line, _sentence in job.report["errors"]]) == ("REFUSED", [3])
    assert "去年" in page
    client.post(reverse("import-confirm", args=[job.slug]))
    assert (the_job().state, Petition.objects.count()) == ("REFUSED", 0)


def test_a_file_that_cannot_be_read_is_told_in_one_sentence(send, client):
    page = client.get(send("\0\0\0").url).content.decode()

    assert the_job().state == "REFUSED"
    assert the_job().report["fault"] in page


def test_columns_can_be_chosen_on_the_page(send, client):
    send("事情,哪天,说了什么,编号\n漏水,2019-01-02,内容,7\n")
    job = the_job()
    assert job.state == "REFUSED"

    send("标题,时间,内容\n漏水,2019-01-02,其实是标题\n")
    job = ImportJob.objects.first()
    client.post(reverse("import-read", args=[job.slug]), {"column-0": "text", "column-1": "received", "column-2": "", "channel": "LETTER"})
    client.post(reverse("import-confirm", args=[job.slug]))

    contact = Petition.objects.get().contacts.get()
    assert (contact.text, contact.subject, contact.channel) == ("漏水", "漏水", "LETTER")
    assert contact.source_row["columns"] == {"时间": "2019-01-02", "内容": "其实是标题"}


@pytest.mark.parametrize("posted", [{}, {"file": ""}, {"file": "text"}])
def test_no_file_is_said_at_the_field(send, client, posted):
    answer = client.post(reverse("import"), posted)

    assert (answer.status_code, ImportJob.objects.count()) == (422, 0)


def test_an_empty_file_is_said_at_the_field(send):
    assert send("").status_code == 422


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "a\r\nb.csv", "名" * 300 + ".csv", "\u202egpj.csv", "<b>.csv"])
def test_file_names_do_no_harm(send, client, name):
    answer = client.get(send(name=name).url)

    assert answer.status_code == 200
    assert "<b>.csv" not in answer.content.decode()


def test_a_file_is_its_own_clerks_business(send, client, cast):
    send()
    job = the_job()
    for duty in (cast.dispatcher, cast.handler, cast.admin):
        client.force_login(duty.officer)
        assert client.get(reverse("import-job", args=[job.slug])).status_code == 404
        for name in ("import-confirm", "import-discard", "import-read"):
            assert client.post(reverse(name, args=[job.slug])).status_code == 404
    assert client.get(reverse("import")).status_code == 404
    client.force_login(cast.dispatcher.officer)
    assert client.get(reverse("import")).status_code == 200


def test_a_file_can_be_deleted_instead(send, client):
    send()
    path = the_job().file

    client.post(reverse("import-discard", args=[the_job().slug]))

    assert (ImportJob.objects.count(), path.exists()) == (0, False)


def test_forgotten_files_go_with_the_next_one(send):
    send()
    old = the_job()
    ImportJob.objects.update(created_at=timezone.now() - FORGOTTEN_AFTER)
    send()

    assert not old.file.exists()


def test_what_a_file_held_is_encrypted(send):
    send()

    with connection.cursor() as cursor:
        cursor.execute("SELECT found FROM reception_importjob")
        kept = cursor.fetchone()[0]
    assert "路灯不亮" in str(the_job().report)
    assert "headings" not in kept


def test_a_worker_that_never_came_is_asked_again(send, client, cast):
    send()
    ImportJob.objects.update(state="CHECKING", found="", rung_at=timezone.now() - timedelta(minutes=1))

    client.get(reverse("import-progress", args=[the_job().slug]))

    assert the_job().state == "READY"


def test_a_task_that_runs_twice_does_nothing_the_second_time(send):
    send()

    check_import(the_job().pk)
    take_import(the_job().pk)
    take_import(0)

    assert (the_job().state, Petition.objects.count()) == ("READY", 0)


def test_an_unforeseen_error_does_not_leave_a_clerk_waiting(send, client, monkeypatch):
    send()
    the_job().file.unlink()

    client.post(reverse("import-confirm", args=[the_job().slug]))

    assert (the_job().state, Petition.objects.count()) == ("REFUSED", 0)
    assert the_job().report["fault"]


def test_the_page_costs_the_same_for_two_rows_and_for_two_hundred(send, client):
    def cost(rows):
        address = send("标题,时间,内容\n" + "".join(f"{row},2019-01-02,内容\n" for row in range(rows))).url
        with count_queries() as queries:
            client.get(address)
        return len(queries)

    two, many = cost(2), cost(200)
    assert two == many <= 12
