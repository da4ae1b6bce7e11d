"""How much may one person carry out of the house, with whose consent, and what says later who did?"""

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts import acting
from accounts.models import Role
from petitions import exports
from petitions.models import Event, Export, Look, Notice
from petitions.models.event import LOOK
from tests.factories import make_duty, make_petition


@pytest.fixture
def limit(settings):
    settings.EXPORT_LIMIT = 3


@pytest.fixture
def leader(cast):
    return cast.bureau_leader


def registered(cast, number):
    return [make_petition(cast.bureau, cast.clerk, subject=f"事项{place}") for place in range(number)]


def content_of(answer):
    return b"".join(answer.streaming_content)


def numbers_in(content):
    return {row[0] for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]}


def asked(client, **answers):
    return client.post(f"{reverse('export-ask', args=['petitions'])}?tab=organ", {"reason": "年度分析用", **answers})


def confirmed(client, export):
    return client.post(reverse("export-decide", args=[export.slug]), {"decision": "confirm"}, follow=True)


def written(export):
    with acting.as_office():
        exports.write(export.pk)
    export.refresh_from_db()
    return export


def test_a_short_list_leaves_at_once_marked_and_recorded(cast, limit, sign_in):
    registered(cast, 3)

    answer = sign_in(cast.dispatcher).get(reverse("worklist-excel"), {"tab": "organ"})
    content = content_of(answer)
    parts = zipfile.ZipFile(io.BytesIO(content))
    pages, hidden = CalamineWorkbook.from_filelike(io.BytesIO(content)), parts.read("xl/workbook.xml").decode()

    export = Export.objects.get()
    assert (export.duty, export.rows, export.sha256, export.state) == (cast.dispatcher, 3, hashlib.sha256(content).hexdigest(), "READY")
    mark = f"李分办 · {cast.bureau.name}"
    sheet, properties = parts.read("xl/worksheets/sheet1.xml").decode(), parts.read("docProps/custom.xml").decode()
    assert sheet.count(mark) == 2  # at the head and at the foot of each page
    assert export.slug in properties
    assert mark.split(" · ")[1] in properties
    assert 'state="veryHidden"' in hidden
    assert pages.get_sheet_by_name("export").to_python()[2] == [export.slug]
    assert list(Look.objects.values_list("kind", "duty", "rows", "export")) == [("EXPORT", cast.dispatcher.pk, 3, export.pk)]


def test_the_file_holds_what_the_list_holds_for_each_who_asks(cast, sign_in):
    registered(cast, 2)
    cast.accepted()
    make_petition(cast.water, cast.water_liaison, subject="水利局的事")

    for duty in (cast.dispatcher, cast.liaison, cast.handler, cast.supervisor, cast.water_liaison):
        client = sign_in(duty)
        lines = client.get(reverse("worklist")).context["lines"]
        assert numbers_in(content_of(client.get(reverse("worklist-excel")))) == {line["petition"].grouped_number for line in lines}


def test_a_long_list_waits_for_a_second_person(cast, limit, leader, sign_in):
    registered(cast, 4)
    dispatcher = sign_in(cast.dispatcher)

    answer = dispatcher.get(reverse("worklist-excel"), {"tab": "organ"})
    assert answer.url.startswith(reverse("export-ask", args=["petitions"]))
    form = dispatcher.get(answer.url).content.decode()
    assert ">4<" in form
    assert "周局长" in form
    assert asked(dispatcher).status_code == 302

    export = Export.objects.get()
    assert (export.state, export.asked_rows, export.query["tab"], export.path) == ("ASKED", 4, "organ", "")
    assert Notice.objects.filter(kind="export_asked", duty=leader).exists()
    assert dispatcher.get(reverse("export-file", args=[export.slug])).status_code == 404


def test_without_a_reason_nothing_is_asked(cast, limit, sign_in):
    registered(cast, 4)

    assert asked(sign_in(cast.dispatcher), reason="  ").status_code == 422
    assert not Export.objects.exists()


def test_the_second_person_confirms_and_only_the_asker_gets_the_file(cast, limit, leader, sign_in):
    registered(cast, 4)
    dispatcher, second = sign_in(cast.dispatcher), sign_in(leader)
    asked(dispatcher)
    export = Export.objects.get()

    assert confirmed(dispatcher, export).status_code == 404  # nobody confirms for oneself
    assert confirmed(sign_in(cast.liaison), export).status_code == 404
    assert "年度分析用" in second.get(reverse("exports")).content.decode()
    assert confirmed(second, export).status_code == 200
    written(export)

    assert (export.state, export.decided_by, export.rows) == ("READY", leader, 4)
    assert Notice.objects.filter(kind="export_ready", duty=cast.dispatcher).exists()
    address = reverse("export-file", args=[export.slug])
    answer = dispatcher.get(address)
    assert len(numbers_in(content_of(answer))) == 4
    assert "no-store" in answer["Cache-Control"]
    assert second.get(address).status_code == 404
    kinds = list(Look.objects.order_by("pk").values_list("kind", "page"))
    assert kinds == [("EXPORT", "petitions"), ("EXPORT", "export-file")]


def test_the_rows_are_those_that_the_asker_may_see_when_it_is_written(cast, limit, leader, sign_in):
    gone, *_others = registered(cast, 4)
    asked(sign_in(cast.dispatcher))
    export = Export.objects.get()
    gone.advance("take", by=cast.dispatcher)
    gone.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某人")

    confirmed(sign_in(leader), export)
    written(export)

    assert export.rows == 3


def test_a_file_with_something_that_is_not_the_askers_any_more_is_not_given_out(cast, limit, leader, sign_in):
    gone, *_others = registered(cast, 4)
    dispatcher = sign_in(cast.dispatcher)
    asked(dispatcher)
    export = Export.objects.get()
    confirmed(sign_in(leader), export)
    written(export)
    gone.advance("take", by=cast.dispatcher)
    gone.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某人")

    answer = dispatcher.get(reverse("export-file", args=[export.slug]), follow=True)

    assert "not with you any more" in answer.content.decode()


def test_a_refusal_needs_a_reason_and_the_asker_may_take_it_back(cast, limit, leader, sign_in):
    registered(cast, 4)
    dispatcher, second = sign_in(cast.dispatcher), sign_in(leader)
    asked(dispatcher)
    asked(dispatcher)
    first, other = Export.objects.order_by("pk")

    def refuse(client, export, reason=""):
        client.post(reverse("export-decide", args=[export.slug]), {"decision": "refuse", "reason": reason})
        export.refresh_from_db()
        return export.state

    assert refuse(second, first) == "ASKED"
    assert refuse(second, first, "范围太大") == "REFUSED"
    assert "范围太大" in dispatcher.get(reverse("exports")).content.decode()
    assert refuse(dispatcher, other) == "REFUSED"
    assert confirmed(second, other).status_code == 404


def test_the_database_refuses_a_confirmation_by_the_same_person(cast, limit, sign_in):
    registered(cast, 4)
    asked(sign_in(cast.dispatcher))

    with pytest.raises(DatabaseError), transaction.atomic():
        Export.objects.update(state="WRITING", decided_by=cast.dispatcher)
    with pytest.raises(DatabaseError), transaction.atomic():
        Export.objects.all().delete()


def test_after_seven_days_the_file_is_gone_and_the_row_stays(cast, limit, leader, sign_in):
    registered(cast, 4)
    dispatcher = sign_in(cast.dispatcher)
    asked(dispatcher)
    export = Export.objects.get()
    confirmed(sign_in(leader), export)
    path = exports.folder() / written(export).path

    with acting.as_office():
        exports.tend(timezone.now() + timedelta(days=6))
        assert path.exists()
        exports.tend(timezone.now() + timedelta(days=8))
        exports.tend(timezone.now() + timedelta(days=8))

    assert not path.exists()
    export.refresh_from_db()
    assert (export.state, export.path, export.rows) == ("GONE", "", 4)
    assert "deleted" in dispatcher.get(reverse("export-file", args=[export.slug]), follow=True).content.decode()


def test_a_file_that_was_changed_is_never_given_out(cast, limit, leader, sign_in):
    registered(cast, 4)
    dispatcher = sign_in(cast.dispatcher)
    asked(dispatcher)
    export = Export.objects.get()
    confirmed(sign_in(leader), export)
    path = exports.folder() / written(export).path
    path.write_bytes(path.read_bytes() + b"x")

    assert "not as it was written" in dispatcher.get(reverse("export-file", args=[export.slug]), follow=True).content.decode()


def test_what_a_worker_left_unwritten_is_written_within_the_hour(cast, limit, leader, sign_in):
    registered(cast, 4)
    asked(sign_in(cast.dispatcher))
    export = Export.objects.get()
    confirmed(sign_in(leader), export)

    with acting.as_office():
        exports.tend(timezone.now())
        assert Export.objects.get().state == "WRITING"
        exports.tend(timezone.now() + timedelta(hours=1))

    assert Export.objects.get().state == "READY"


def test_a_list_of_accusations_is_confirmed_by_an_accusation_officer_and_each_matter_says_so(cast, settings, leader, sign_in):
    settings.EXPORT_LIMIT = 0
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某人")
    second = make_duty(Role.DISC, cast.bureau, "第二专办")
    asked(sign_in(cast.accusation_officer))
    export = Export.objects.get()

    assert export.title not in sign_in(leader).get(reverse("exports")).content.decode()
    assert confirmed(sign_in(leader), export).status_code == 404
    assert confirmed(sign_in(second), export).status_code == 200
    written(export)

    assert export.rows == 1
    assert Event.objects.get(step=LOOK).details == {"kind": "EXPORT", "export": export.slug}


def test_a_list_that_is_not_for_a_role_cannot_be_asked_for(cast, sign_in):
    assert sign_in(cast.handler).get(reverse("export-ask", args=["supervision"])).status_code == 404
    assert sign_in(cast.supervisor).get(reverse("export-ask", args=["supervision"])).status_code == 200
    assert sign_in(cast.handler).get(reverse("export-ask", args=["nothing"])).status_code == 404


def test_prints_carry_who_at_their_foot(cast, sign_in):
    petition = cast.accepted()

    for address in (reverse("worklist-print"), petition.get_absolute_url()):
        assert f"Printed by 孙承办, {cast.housing.name}" in sign_in(cast.handler).get(address).content.decode()
