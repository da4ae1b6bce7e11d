"""Does the register of files show what the archive has, to those whose archive it is, and as quickly for thirty as for one?"""

import io
from contextlib import closing
from datetime import date

from python_calamine import CalamineWorkbook

from accounts.models import Role
from petitions import volumes
from tests.database import count_queries
from tests.factories import at, make_duty, make_petition
from tests.petitions.test_archive import archived
from tests.petitions.test_disposal import confirm, filed_long_ago, propose


def numbers(client, query=""):
    page = client.get(f"/cases/files/{query}")
    assert page.status_code == 200
    return [line["volume"].number for line in page.context["lines"]]


def filed(cast, number):
    """Many short files at once: taken over from elsewhere is quicker than the whole way."""
    for _each in range(number):
        petition = make_petition(cast.housing, cast.liaison, received_on=date(2026, 3, 2))
        petition.advance("take", by=cast.liaison, at=at(date(2026, 3, 2)))
        petition.advance("classify", by=cast.liaison, at=at(date(2026, 3, 2)), petition_class="SUGGESTION")
        petition.advance("keep", by=cast.liaison, at=at(date(2026, 3, 3)))
        told = {"track": "SUGGESTION", "mode": "PERSONAL", "notified_on": date(2026, 3, 4)}
        petition.advance("accept", by=cast.handler, at=at(date(2026, 3, 4)), **told)
        petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 4)))
        for claim in petition.claims.all():
            answer = {"facts": "已研究", "result": "SUPPORT", "opinion": "采纳", "basis": "规定"}
            petition.advance("find", by=cast.handler, at=at(date(2026, 3, 5)), claim=claim, **answer)
        petition.advance("submit", by=cast.handler, at=at(date(2026, 3, 6)))
        petition.advance("sign", by=cast.leader, at=at(date(2026, 3, 6)))
        petition.advance("serve_reply", by=cast.handler, at=at(date(2026, 3, 9)), mode="PERSONAL", served_on=date(2026, 3, 9))
        petition.advance("archive", by=cast.archivist, at=at(date(2026, 3, 10)))


def test_the_register_is_of_my_own_organ_and_for_those_who_keep_files(cast, sign_in):
    volume = archived(cast).newest_volume

    for duty in (cast.archivist, cast.leader):
        assert numbers(sign_in(duty)) == [volume.number]
    for duty in (make_duty(Role.ARCHIVIST, cast.bureau), cast.bureau_leader, cast.water_leader, cast.accusation_officer):
        assert numbers(sign_in(duty)) == []
    for duty in (cast.handler, cast.clerk, cast.dispatcher, cast.supervisor, cast.admin):
        for address in ("", "list.xlsx", "print/"):
            assert sign_in(duty).get(f"/cases/files/{address}").status_code == 404


def test_the_filters_are_an_address(cast, sign_in):
    kept, held, due = archived(cast).newest_volume, archived(cast), filed_long_ago(cast)
    held.advance("put_on_hold", by=cast.archivist, reason="诉讼")
    client = sign_in(cast.archivist)

    assert numbers(client, "?status=held") == [held.newest_volume.number]
    assert numbers(client, "?status=due") == [due.newest_volume.number]
    assert set(numbers(client, "?status=kept")) == {kept.number, held.newest_volume.number}
    assert numbers(client, "?retention=Y10") == [due.newest_volume.number]
    assert numbers(client, "?until=2014-01-01") == [due.newest_volume.number]
    assert numbers(client, f"?number={kept.number}") == [kept.number]
    assert numbers(client, "?status=nonsense") != []
    propose(client, due)
    assert numbers(client, "?status=proposed") == [due.newest_volume.number]
    confirm(sign_in(cast.leader), due)
    assert numbers(client, "?status=destroyed") == [due.newest_volume.number]
    assert numbers(client, "?status=due") == []


def test_the_pages_join_without_a_gap(cast, sign_in, monkeypatch):
    monkeypatch.setattr(volumes, "SIZE", 2)
    filed(cast, 5)
    client = sign_in(cast.archivist)

    seen, place = [], ""
    while place is not None:
        page = client.get(f"/cases/files/?page={place}").context["page"]
        seen += [volume.number for volume in page.volumes]
        place = page.older
    back, place = [], page.newer
    while place is not None:
        page = client.get(f"/cases/files/?page={place}").context["page"]
        back = [volume.number for volume in page.volumes] + back
        place = page.newer

    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5
    assert back == seen[: len(back)]
    assert len(back) == 4


def test_thirty_files_cost_as_many_queries_as_one(cast, sign_in):
    client = sign_in(cast.archivist)

    def asked():
        """How many questions the list and its print ask, and how many lines they have."""
        client.get("/cases/files/")  # that the officer was seen is written once a minute
        for address in ("/cases/files/", "/cases/files/print/"):
            with count_queries() as queries:
                page = client.get(address)
            yield len(queries), len(page.context["lines"])

    filed(cast, 1)
    for_one = [number for number, _lines in asked()]
    filed(cast, 29)

    assert list(asked()) == [(for_one[0], 25), (for_one[1], 30)]
    assert max(for_one) <= 12


def test_excel_has_what_the_list_shows_and_what_was_destroyed(cast, sign_in):
    kept, gone = archived(cast).newest_volume, filed_long_ago(cast)
    propose(sign_in(cast.archivist), gone)
    confirm(sign_in(cast.leader), gone)

    answer = sign_in(cast.archivist).get("/cases/files/list.xlsx")
    with closing(io.BytesIO(b"".join(answer.streaming_content))) as content:
        rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()

    assert rows[0][:3] == ["Archive number", "Petition", "Subject"]
    assert [row[0] for row in rows[1:]] == [kept.number, gone.newest_volume.number]
    assert rows[2][9:13] == [gone.newest_volume.disposal.disposed_on, "钱档案", "何局长", "保管期限届满，鉴定无继续保存价值。"]
    assert "王秀英" not in str(rows)


def test_the_list_says_what_will_be_there_when_nothing_is(cast, sign_in):
    page = sign_in(cast.archivist).get("/cases/files/")

    assert "No file yet" in page.text
    assert 'href="/cases/files/"' in page.text
