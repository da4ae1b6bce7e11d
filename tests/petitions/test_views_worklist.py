"""What each role finds on its list, what filters and pages do to it, and what leaves the house as Excel or on paper."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from accounts.models import Role
from petitions import export, worklists
from petitions.models import Petition
from petitions.paging import DUE, NEWEST, page_of
from tests.database import count_queries
from tests.factories import at, make_duty, make_party, make_petition

MONDAY = date(2026, 3, 2)


def subjects(response):
    return [line["petition"].subject for line in response.context["lines"]]


def listed(client, address="/cases/"):
    response = client.get(address)
    assert response.status_code == 200
    return subjects(response)


def test_each_role_finds_what_waits_for_it(cast, sign_in):
    cast.sorted(subject="to be sent")
    cast.transferred(subject="to be signed for")
    given = cast.signed_for(subject="given")
    given.advance("appoint", by=cast.liaison, handler=cast.handler)
    draft = cast.found(subject="to be signed")
    draft.advance("submit", by=cast.handler)

    assert listed(sign_in(cast.dispatcher)) == ["to be sent"]
    assert listed(sign_in(cast.liaison)) == ["to be signed for"]
    assert listed(sign_in(cast.handler)) == ["given"]
    assert listed(sign_in(cast.leader)) == ["to be signed"]
    assert listed(sign_in(cast.water_liaison)) == []


def test_a_proposal_waits_for_its_second_person(cast, sign_in):
    petition = cast.accepted(subject="to be extended")
    petition.advance(
        "extend", by=cast.handler, at=at(date(2026, 4, 1)), reason="案情复杂", days=30, mode="PERSONAL", notified_on=date(2026, 4, 1)
    )

    assert listed(sign_in(cast.leader)) == ["to be extended"]
    assert listed(sign_in(cast.liaison)) == []


def test_the_report_of_an_assigned_matter_waits_for_the_bureau(cast, sign_in):
    petition = cast.assigned()
    assert listed(sign_in(cast.bureau_leader)) == []
    petition.advance("sign_for", by=cast.liaison, at=at(date(2026, 3, 17)))
    petition.advance(
        "accept", by=cast.handler, at=at(date(2026, 3, 18)), track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 18)
    )
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 18)))
    for claim in petition.claims.all():
        petition.advance("find", by=cast.handler, claim=claim, facts="属实", result="SUPPORT", opinion="支持", basis="办法")
    petition.advance("submit", by=cast.handler)
    petition.advance("sign", by=cast.leader)
    petition.advance("report_result", by=cast.leader, report="已办结")

    assert listed(sign_in(cast.bureau_leader)) == ["公租房漏水"]
    assert listed(sign_in(cast.dispatcher)) == ["公租房漏水"]
    assert listed(sign_in(cast.leader)) == []


def test_tabs_show_my_organ_what_waits_for_others_and_what_is_done(cast, sign_in):
    cast.sorted(subject="here")
    cast.transferred(subject="there")
    done = cast.served(subject="done")
    done.advance("lapse", actor="SYSTEM")
    client = sign_in(cast.dispatcher)

    assert listed(client, "/cases/?tab=organ") == ["here"]
    assert listed(client, "/cases/?tab=others") == ["there"]
    assert listed(client, "/cases/?tab=done") == ["done"]
    assert listed(client, "/cases/?tab=nonsense") == ["here"]
    assert listed(sign_in(cast.archivist)) == ["done"]


def test_the_list_is_for_casework_alone(cast, sign_in, client):
    assert sign_in(cast.admin).get("/cases/").status_code == 404
    assert sign_in(cast.clerk).get("/cases/").status_code == 200
    assert client.get("/cases/").status_code == 302


def test_a_sealed_petition_is_on_no_list_but_the_accusation_officers(cast, sign_in):
    sealed = make_petition(cast.bureau, cast.clerk, subject="sealed matter")
    sealed.advance("take", by=cast.dispatcher)
    assert listed(sign_in(cast.dispatcher)) == ["sealed matter"]
    sealed.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某局长")

    assert listed(sign_in(cast.accusation_officer)) == ["sealed matter"]
    for duty in (cast.clerk, cast.dispatcher, cast.bureau_leader, cast.supervisor, cast.liaison):
        for tab in ("mine", "organ", "others", "done", "all"):
            assert listed(sign_in(duty), f"/cases/?tab={tab}") == []
            assert b"sealed matter" not in read(sign_in(duty).get(f"/cases/list.xlsx?tab={tab}"))
            assert "sealed matter" not in sign_in(duty).get(f"/cases/print/?tab={tab}").content.decode()


def test_filters_are_an_address_and_each_one_bites(cast, sign_in, on):
    on(2026, 4, 2)
    cast.transferred(subject="late")
    cast.transferred(subject="later", received_on=date(2026, 3, 30), sent_on=date(2026, 4, 1), channel="LETTER", is_urgent=True)
    cast.transferred(subject="idea", received_on=date(2026, 3, 30), sent_on=date(2026, 3, 31), petition_class="SUGGESTION")
    client = sign_in(cast.liaison)

    # The report of the urgent one was due within hours of its arrival.
    assert listed(client) == ["later", "late", "idea"]
    assert listed(client, "/cases/?due=late") == ["later", "late"]
    assert listed(client, "/cases/?kind=SUGGESTION") == ["idea"]
    assert listed(client, "/cases/?channel=LETTER") == ["later"]
    assert listed(client, "/cases/?urgent=True") == ["later"]
    assert listed(client, "/cases/?since=2026-03-30") == ["later", "idea"]
    assert listed(client, "/cases/?until=2026-03-29") == ["late"]
    assert listed(client, "/cases/?state=HANDLING") == []
    assert listed(client, f"/cases/?organ={cast.housing.slug}") == ["later", "late", "idea"]
    assert listed(client, f"/cases/?organ={cast.water.slug}") == []
    assert listed(client, "/cases/?kind=SUGGESTION&channel=LETTER") == []


def test_due_this_week_ends_on_sunday(cast, sign_in, on):
    on(2026, 4, 6)
    cast.transferred(subject="due on Sunday, rolled to Monday", received_on=date(2026, 3, 23), sent_on=date(2026, 3, 28))
    cast.transferred(subject="due on Friday", received_on=date(2026, 3, 23), sent_on=date(2026, 3, 26))

    assert listed(sign_in(cast.liaison), "/cases/?due=week") == ["due on Friday"]


def test_a_window_is_never_late(cast, sign_in, on):
    on(2026, 6, 1)
    cast.served()

    page = sign_in(cast.handler).get("/cases/").content.decode()
    assert "time is over" in page
    assert "days late" not in page


@pytest.mark.parametrize(
    "query",
    [
        "state=NOPE", "since=yesterday", "until=0000-00-00", "since=99999-01-01", "organ=unknown", "category=x%27--", "due=%F0%9F%98%80", "page=next.none.X",
        "page=previous.2026-13-01.ABC", "days_from=99999999999999999999", "tab[]=x&state[]=HANDLING", "organ_slug=zzz&organ=", "since=²&page=" + "x" * 3000,
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_left_out(cast, sign_in, query):
    cast.transferred(subject="still here")

    assert listed(sign_in(cast.liaison), f"/cases/?{query}") == ["still here"]


def test_nul_in_an_address_is_a_bad_request(cast, sign_in):
    assert sign_in(cast.liaison).get("/cases/?state=%00").status_code == 400


def test_an_empty_list_says_what_will_appear(cast, sign_in):
    client = sign_in(cast.liaison)

    assert "Petitions that your organ has to sign for" in client.get("/cases/").content.decode()
    assert "Nothing fits these filters" in client.get("/cases/?due=late").content.decode()


def test_who_asks_for_confidence_is_masked_for_everybody(cast, sign_in):
    cast.transferred(is_confidential=True)

    for duty, address in ((cast.dispatcher, "/cases/?tab=others"), (cast.liaison, "/cases/")):
        page = sign_in(duty).get(address).content.decode()
        assert "王秀英" not in page
        assert "name kept confidential" in page


def test_a_list_asks_the_same_number_of_questions_for_1_and_for_30_rows(cast, sign_in):
    cast.transferred()
    client = sign_in(cast.liaison)
    listed(client)  # the calendar is read once a process
    with count_queries() as one:
        assert len(listed(client)) == 1

    for _number in range(29):
        cast.transferred(parties=[make_party(), make_party(name="李二", role="CO_SIGNER")])
    with count_queries() as thirty:
        assert len(listed(client)) == 25

    assert len(one) == len(thirty)
    assert len(thirty) <= 12


def test_pages_show_every_petition_once_in_order_and_back_again(cast, sign_in):
    for number in range(60):
        make_petition(
            cast.housing,
            cast.liaison,
            received_on=MONDAY + timedelta(days=number // 9),
            parties=[make_party(phone="", address="")] if number % 5 == 0 else None,
        )
    assert Petition.objects.visible_to(cast.liaison).filter(due_on=None).count() == 12
    client = sign_in(cast.liaison)
    expected = list(Petition.objects.visible_to(cast.liaison).open().due_soonest_first())

    pages, address = [], "/cases/?tab=organ"
    while address:
        response = client.get(address)
        pages.append([line["petition"] for line in response.context["lines"]])
        address = response.context["page"].next and f"/cases/?tab=organ&page={response.context['page'].next}"
        last = response

    assert [petition.pk for page in pages for petition in page] == [petition.pk for petition in expected]
    assert [len(page) for page in pages] == [25, 25, 10]
    back = client.get(f"/cases/?tab=organ&page={last.context['page'].previous}")
    assert [line["petition"] for line in back.context["lines"]] == pages[1]
    first = client.get(f"/cases/?tab=organ&page={back.context['page'].previous}")
    assert [line["petition"] for line in first.context["lines"]] == pages[0]
    assert first.context["page"].previous is None


@pytest.mark.parametrize("order", [DUE, NEWEST])
def test_a_place_names_no_key(cast, order):
    for number in range(3):
        make_petition(cast.housing, cast.liaison, received_on=MONDAY + timedelta(days=number))

    page = page_of(Petition.objects.visible_to(cast.liaison), order, size=2)

    way, day, number = page.next.split(".")
    assert (way, len(day), len(number)) == ("next", 10, 13)
    rest = page_of(Petition.objects.visible_to(cast.liaison), order, page.next, size=2)
    assert (len(page.keys), len(rest.keys), rest.next) == (2, 1, None)
    assert page_of(Petition.objects.visible_to(cast.liaison), order, rest.previous, size=2).keys == page.keys


def test_many_are_not_counted(cast, sign_in, monkeypatch):
    monkeypatch.setattr("petitions.views.worklist.MOST_COUNTED", 2)
    for _number in range(3):
        make_petition(cast.housing, cast.liaison)

    assert "more than 1,000 petitions" in sign_in(cast.liaison).get("/cases/?tab=organ").content.decode()


def read(response):
    return b"".join(response.streaming_content)


def sheet(response):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(read(response))).get_sheet_by_index(0).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_excel_holds_exactly_what_is_shown(cast, sign_in):
    cast.transferred(subject="=1+1", channel="LETTER", parties=[make_party(name='=HYPERLINK("http://x")')])
    cast.transferred(subject="other")

    response = sign_in(cast.liaison).get("/cases/list.xlsx?channel=LETTER")
    content = read(response)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    assert [row[1] for row in rows] == ["Subject", "=1+1"]
    assert '=HYPERLINK("http://x")' in rows[1]
    assert date(2026, 3, 2) in rows[1]
    assert response["Content-Disposition"].startswith("attachment; filename=")


def test_excel_masks_like_the_list(cast, sign_in):
    cast.transferred(is_confidential=True)

    assert sheet(sign_in(cast.liaison).get("/cases/list.xlsx"))[0]["Petitioner"] == "name kept confidential"
    assert sheet(sign_in(cast.dispatcher).get("/cases/list.xlsx?tab=others"))[0]["Petitioner"] == "name kept confidential"


def test_excel_says_when_there_were_more(cast, sign_in, monkeypatch):
    monkeypatch.setattr(export, "MOST", 2)
    for _number in range(3):
        make_petition(cast.housing, cast.liaison)

    rows = sheet(sign_in(cast.liaison).get("/cases/list.xlsx?tab=organ"))

    assert len(rows) == 3
    assert rows[-1]["Number"] == "Only the first 10,000 rows are here. Filter the list to get the others."


def test_a_workbook_asks_the_same_number_of_questions_for_1_and_for_30_rows(cast, sign_in):
    client = sign_in(cast.liaison)
    make_petition(cast.housing, cast.liaison)
    read(client.get("/cases/list.xlsx?tab=organ"))
    with count_queries() as one:
        read(client.get("/cases/list.xlsx?tab=organ"))
    for _number in range(29):
        make_petition(cast.housing, cast.liaison)

    with count_queries() as thirty:
        assert len(sheet(client.get("/cases/list.xlsx?tab=organ"))) == 30
    assert len(one) == len(thirty)


def test_print_shows_the_list_without_chrome_and_says_when_it_is_cut(cast, sign_in, monkeypatch):
    for number in range(3):
        make_petition(cast.housing, cast.liaison, subject=f"matter {number}")
    client = sign_in(cast.liaison)

    assert subjects(client.get("/cases/print/?tab=organ")) == ["matter 0", "matter 1", "matter 2"]
    monkeypatch.setattr("petitions.views.worklist.MOST_PRINTED", 2)
    page = client.get("/cases/print/?tab=organ").content.decode()
    assert "Only the first 2 are printed" in page
    assert "matter 2" not in page
    assert "<nav" not in page


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.AUDITOR, Role.SPONSOR, Role.GUEST)])
def test_every_role_of_casework_has_tabs_that_open(cast, sign_in, role):
    duty = make_duty(role, cast.bureau)
    client = sign_in(duty)

    for tab in worklists.tabs_of(duty):
        assert client.get(f"/cases/?tab={tab.name}").status_code == 200
