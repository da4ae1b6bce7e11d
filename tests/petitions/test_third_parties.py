"""Does somebody from outside see the one matter they were invited to, after the pledge and until the day, and nothing else of anybody's?"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import acting
from accounts.models import Role
from petitions import files, guests, row_security, visibility
from petitions.accusations import Accused
from petitions.models import Event, Evidence, GuestOpinion, Invitation, Look, Notice, Petition, Pledge, Recusal, ThirdParty
from petitions.rules import pledges
from petitions.workflow import StepNotOpen
from petitions.workflow.states import INVITED_IN
from supervision import stray_looks
from tests.access.walks import names_in, routes
from tests.database import count_queries
from tests.factories import make_duty, make_organ, make_party
from tests.uploads.samples import PNG

ACTING = dict(names_in())  # the arguments of each address
# The wall in the database goes by the database's own clock, so the days of an invitation are counted from the true today.
SAID = "我家住青松里七号，电话 138 0000 0001，邮箱 wang@example.org，屋顶漏水半年，卡号 6222 0210 0111 2222 333。"


def day(number):
    return timezone.localdate() + timedelta(days=number)


def make_guest(cast, name="韩律师", kind="LAWYER", organ=None):
    duty = make_duty(Role.GUEST, organ or cast.bureau, name)
    return ThirdParty.objects.create(duty=duty, kind=kind, body="江城律师事务所", expertise="住房", added_by=cast.supervisor)


@pytest.fixture
def guest(cast):
    return make_guest(cast)


@pytest.fixture
def petition(cast):
    return cast.issued(text=SAID, parties=[make_party("王秀英", phone="13800000001", address="青松里七号", email="wang@example.org")])


def invite(petition, guest, by, shown=(), until=None):
    petition.advance(
        "invite_third_party", by=by, guest=guest, purpose="请就屋顶责任提出法律意见", until=until or day(30), shown=list(shown)
    )
    return Invitation.objects.latest("pk")


def signed_in(duty):
    client = Client(headers={"accept-language": "en"})
    client.force_login(duty.officer)
    return client


def pledge(client, invitation, **changed):
    said = {"is_pledged": "on", "name": invitation.guest.duty.officer.name, "version": pledges.CURRENT} | changed
    return client.post(reverse("invited-pledge", args=[invitation.slug]), said)


@pytest.fixture
def invited(petition, guest, cast):
    """Invited and pledged: (invitation, the guest's browser)."""
    invitation = invite(petition, guest, cast.handler)
    client = signed_in(guest.duty)
    assert pledge(client, invitation).status_code == 302
    return invitation, client


def matter(client, invitation):
    return client.get(reverse("invited-matter", args=[invitation.slug]))


# ── From the invitation to the opinion ──


def test_the_way_from_the_petition_s_page_to_the_opinion_and_back(cast, petition, guest):
    handler = signed_in(cast.handler)
    step = reverse("take-step", args=[petition.number, "invite_third_party"])
    assert "韩律师" in handler.get(step).content.decode()
    answer = handler.post(step, {"guest": guest.slug, "purpose": "请调解", "until": day(20).isoformat()})
    assert answer.status_code == 302
    invitation = petition.invitations.get()
    client = signed_in(guest.duty)

    start = client.get(reverse("start"), follow=True)
    assert start.redirect_chain[-1][0] == reverse("invited")
    listed = start.content.decode()
    assert "孙承办" in listed
    assert petition.subject not in listed
    assert "请调解" not in listed
    asked = matter(client, invitation).content.decode()
    assert "不向任何单位和个人泄露" in asked
    assert petition.subject not in asked
    assert "请调解" not in asked
    assert "漏水" not in asked

    assert pledge(client, invitation).status_code == 302
    shown = matter(client, invitation).content.decode()
    assert petition.subject in shown
    assert "请调解" in shown
    assert "屋顶漏水半年" in shown
    assert "予以支持" in shown
    answer = client.post(
        reverse("invited-opinion", args=[invitation.slug]),
        {"text": "屋顶属共有部位，应由产权单位维修。", "files": SimpleUploadedFile("意见.png", PNG)},
    )
    assert answer.status_code == 302
    assert "应由产权单位维修" in matter(client, invitation).content.decode()

    page = handler.get(petition.get_absolute_url()).content.decode()
    assert "应由产权单位维修" in page
    assert "意见.png" in page
    assert "江城律师事务所" in page
    steps = list(petition.events.exclude(step="look").values_list("step", flat=True))
    assert steps[-3:] == ["invite_third_party", "third_party_pledge", "third_party_opinion"]
    kept = Pledge.objects.get()
    assert (kept.name, kept.version, kept.sha256) == ("韩律师", pledges.CURRENT, pledges.checksum())
    assert Evidence.objects.get(name="意见.png").duty == guest.duty


def test_the_inviter_hears_of_an_opinion_and_nobody_else_does(cast, invited, petition):
    invitation, client = invited
    Notice.objects.all().delete()
    client.post(reverse("invited-opinion", args=[invitation.slug]), {"text": "同意。"})

    assert [(notice.duty, notice.kind) for notice in Notice.objects.all()] == [(cast.handler, "opinion_given")]
    assert [row["what"] for row in guests.waiting_for(cast.handler, day(0))] == ["opinion"]
    assert guests.waiting_for(cast.leader, day(0)) == []
    signed_in(cast.handler).get(petition.get_absolute_url())
    assert guests.waiting_for(cast.handler, day(0)) == []


def test_an_invitation_that_lies_unanswered_comes_back_to_whoever_sent_it(cast, petition, guest):
    invite(petition, guest, cast.handler)

    assert guests.waiting_for(cast.handler, day(6)) == []
    assert [(row["what"], row["petition"]) for row in guests.waiting_for(cast.handler, day(7))] == [("unanswered", petition)]
    petition.advance("restrict", by=cast.leader, reason="涉密", colleagues=[])
    assert guests.waiting_for(cast.handler, day(7)) == []


def test_each_look_is_a_row_and_an_event_and_no_stray_look(cast, invited, petition, guest):
    invitation, client = invited
    before = petition.events.filter(step="look").count()

    matter(client, invitation)

    look = Look.objects.filter(duty=guest.duty).latest("pk")
    assert (look.kind, look.number, look.page) == ("OPEN", petition.number, "invited-matter")
    event = petition.events.filter(step="look").last()
    assert (petition.events.filter(step="look").count(), event.duty, event.details["kind"]) == (before + 1, guest.duty, "OPEN")
    monday = stray_looks.monday_of(day(0))
    assert guest.duty.pk not in {line["duty_id"] for line in stray_looks.without_a_task(monday)}


# ── What nobody from outside sees ──


def test_numbers_addresses_and_other_people_are_left_out(invited, petition):
    shown = matter(invited[1], invited[0]).content.decode()

    assert "王秀英" in shown, "who asks is told where nothing is kept confidential"
    for secret in (
        "138 0000 0001",
        "13800000001",
        "青松里七号",
        "wang@example.org",
        "6222",
        petition.number,
        petition.grouped_number,
        "何局长",
        "赵联络",
    ):
        assert secret not in shown, secret


def test_a_name_that_is_kept_confidential_is_not_told(cast, guest):
    petition = cast.issued(is_confidential=True, subject="王秀英家漏水", text="我叫王 秀英，屋顶漏水。", claims=["给王秀英修屋顶"])
    invitation = invite(petition, guest, cast.handler)
    client = signed_in(guest.duty)
    pledge(client, invitation)

    shown = matter(client, invitation).content.decode()

    assert "屋顶漏水" in shown
    assert "王秀英" not in shown
    assert "王 秀英" not in shown


def test_a_draft_finding_is_the_organ_s_own_until_it_is_issued(cast, guest):
    petition = cast.found()
    invitation = invite(petition, guest, cast.handler)
    client = signed_in(guest.duty)
    pledge(client, invitation)

    assert "予以支持" not in matter(client, invitation).content.decode()
    petition.advance("submit", by=cast.handler)
    petition.advance("sign", by=cast.leader)
    assert "予以支持" in matter(client, invitation).content.decode()


def test_of_chosen_files_a_safe_copy_and_never_the_original(cast, guest, petition):
    chosen, other = (files.store(SimpleUploadedFile(f"{name}.png", PNG)) for name in ("王秀英的屋顶", "身份证"))
    petition = cast.accepted()
    petition.advance("add_material", by=cast.handler, files=[chosen, other])
    invitation = invite(petition, guest, cast.handler, shown=[chosen])
    client = signed_in(guest.duty)
    address = reverse("invited-file", args=[invitation.slug, chosen.slug, 1])
    assert client.get(address).status_code == 404, "before the pledge"
    pledge(client, invitation)

    page, copy = matter(client, invitation).content.decode(), client.get(address)

    assert address in page
    assert "王秀英的屋顶" not in page
    assert other.slug not in page
    assert (copy.status_code, copy["Content-Type"]) == (200, "image/webp")
    assert "王秀英" not in copy["Content-Disposition"]
    assert copy.content != PNG
    assert petition.events.filter(step="look", details__kind="FILE").count() == 1
    assert client.get(reverse("invited-file", args=[invitation.slug, other.slug, 1])).status_code == 404
    assert client.get(reverse("invited-file", args=[invitation.slug, chosen.slug, 99])).status_code == 404
    for name in ("evidence", "evidence-view"):
        assert client.get(reverse(name, args=[petition.number, chosen.slug])).status_code == 404
    original = signed_in(cast.handler).get(reverse("evidence", args=[petition.number, chosen.slug]))
    assert b"".join(original.streaming_content) == PNG
    original.close()


def test_the_words_of_a_file_are_blackened_like_those_of_the_matter(cast, guest):
    said = files.store(SimpleUploadedFile("说明.txt", f"{SAID}联系人王秀英。".encode()))
    petition = cast.accepted(is_confidential=True)
    petition.advance("add_material", by=cast.handler, files=[said])
    invitation = invite(petition, guest, cast.handler, shown=[said])
    client = signed_in(guest.duty)
    pledge(client, invitation)

    words = client.get(reverse("invited-file", args=[invitation.slug, said.slug, 1])).content.decode()

    assert "屋顶漏水半年" in words
    assert not [secret for secret in ("王秀英", "138 0000", "wang@", "6222") if secret in words]


def test_every_page_of_the_staff_is_absent_and_one_s_own_sign_in_is_there(cast, invited, petition):
    client, shut = invited[1], []
    for name, row in routes().items():
        if row["who"] in ("everybody", "pass", "officers", "GUEST") or ACTING[name]:
            continue
        shut.append(name)
        assert client.get(reverse(name)).status_code in (404, 405), name
        assert client.post(reverse(name)).status_code in (404, 405), name
    assert {"worklist", "notices", "absences", "procedure", "supervision", "third-parties", "settings"} <= set(shut)
    for name in ("petition", "notes", "petition-looks", "retaliation", "volume"):
        assert client.get(reverse(name, args=[petition.number])).status_code == 404, name
    for step in ("third_party_opinion", "invite_third_party", "withdraw_invitation", "find"):
        assert client.post(reverse("take-step", args=[petition.number, step])).status_code == 404, step
    assert client.get(reverse("my-sign-in")).status_code == 200
    assert client.get(reverse("invited")).status_code == 200
    handler = signed_in(cast.handler)
    assert [handler.get(reverse(name)).status_code for name in ("worklist", "notices", "absences", "procedure")] == [200] * 4


def test_another_guest_s_invitation_is_absent(cast, invited, petition):
    invitation = invited[0]
    other = make_guest(cast, "秦代表", "DEPUTY")
    client = signed_in(other.duty)

    assert matter(client, invitation).status_code == 404
    assert pledge(client, invitation).status_code == 404
    assert client.post(reverse("invited-opinion", args=[invitation.slug]), {"text": "x"}).status_code == 404
    for duty in (cast.handler, cast.bureau_leader, cast.admin):
        assert matter(signed_in(duty), invitation).status_code == 404
    assert matter(invited[1], invitation).status_code == 200


# ── When it ends ──


def withdrawn(cast, petition, invitation, monkeypatch):
    data = {"invitation": invitation.slug, "reason": "调解结束"}
    answer = signed_in(cast.handler).post(reverse("take-step", args=[petition.number, "withdraw_invitation"]), data)
    assert answer.status_code == 302


def restricted(cast, petition, invitation, monkeypatch):
    petition.advance("restrict", by=cast.leader, reason="涉密", colleagues=[cast.handler])


def sealed(cast, petition, invitation, monkeypatch):
    petition.advance("seal", by=cast.handler, reason="材料举报领导", accused=[Accused("某副局长", cast.water)])


def recused(cast, petition, invitation, monkeypatch):
    event = petition.events.last()
    Recusal.objects.create(petition=petition, event=event, officer=invitation.guest.duty.officer, kind="ORDERED")


def over(cast, petition, invitation, monkeypatch):
    later = day(31)
    monkeypatch.setattr(timezone, "localdate", lambda value=None, *zone: timezone.localtime(value, *zone).date() if value else later)


@pytest.mark.parametrize("end", [withdrawn, restricted, sealed, recused, over])
def test_when_it_ends_the_next_click_finds_nothing(cast, invited, petition, end, monkeypatch):
    invitation, client = invited
    assert matter(client, invitation).status_code == 200

    end(cast, petition, invitation, monkeypatch)

    assert matter(client, invitation).status_code == 404
    assert client.post(reverse("invited-opinion", args=[invitation.slug]), {"text": "x"}).status_code == 404
    assert invitation.slug not in client.get(reverse("invited")).content.decode()
    assert not GuestOpinion.objects.exists()


def test_who_left_the_roster_is_nobody_here(cast, invited, guest):
    supervisor = signed_in(cast.supervisor)
    assert supervisor.post(reverse("third-party-end", args=[guest.slug])).status_code == 302

    client = signed_in(guest.duty)
    assert matter(client, invited[0]).status_code == 404
    assert client.get(reverse("invited")).status_code == 404


def test_the_database_holds_back_whatever_a_page_forgets(cast, invited, petition, guest):
    """And agrees with the gate in each state of an invitation."""
    other = cast.accepted()
    assert set(row_security.GUESTS_IN) == {str(state) for state in INVITED_IN}

    def seen():
        with acting.on_behalf_of(f"duty {guest.duty.pk}"):
            return list(Petition.objects.all()), Event.objects.filter(petition=other).exists(), Invitation.objects.count()

    assert seen() == ([petition], False, 1)
    second = invite(other, guest, cast.handler)
    assert seen() == ([petition], False, 1), "not pledged"
    third = Invitation.objects.create(
        petition=other, event=other.events.last(), guest=guest, by=cast.handler, purpose="x", until=day(-1)
    )  # fmt: skip
    Pledge.objects.create(invitation=third, event=third.event, name="x", version="x", sha256="x")
    assert seen() == ([petition], False, 1), "over"
    pledge(invited[1], second)
    assert set(seen()[0]) == {petition, other}
    other.advance("withdraw_invitation", by=cast.handler, reason="x", invitation=second)
    assert seen() == ([petition], False, 1)
    recused(cast, petition, invited[0], None)
    assert seen() == ([], False, 0)
    with acting.on_behalf_of(f"duty {cast.handler.pk}"):
        assert Petition.objects.count() == 2


def test_a_guest_is_nobody_s_colleague_deputy_or_reader(cast, invited, petition, guest):
    assert guest.duty not in visibility.readers(petition)
    assert not Petition.objects.visible_to(guest.duty).exists()
    for name in ("absences", "officer-add"):
        duty = cast.bureau_leader if name == "absences" else cast.admin
        page = signed_in(duty).get(reverse(name)).content.decode()
        assert not [word for word in ("韩律师", 'value="GUEST"') if word in page], name
    steps = signed_in(cast.dispatcher).get(reverse("take-step", args=[cast.sorted().number, "hand_over"]))
    assert "韩律师" not in steps.content.decode()


# ── Who may invite, and to what ──


def test_what_is_sealed_confidential_or_an_accusation_has_no_guests(cast, guest):
    open_one, restricted_one, sealed_one, accusation = (
        cast.accepted(),
        cast.accepted(),
        cast.accepted(),
        cast.sorted(petition_class="SUGGESTION"),
    )
    assert invite(open_one, guest, cast.handler)
    restricted_one.advance("restrict", by=cast.leader, reason="涉密", colleagues=[cast.handler])
    sealed_one.advance("seal", by=cast.handler, reason="举报", accused=[Accused("某副局长", cast.water)])
    for petition, by in ((restricted_one, cast.handler), (sealed_one, cast.handler), (sealed_one, cast.accusation_officer)):
        with pytest.raises(StepNotOpen):
            invite(petition, guest, by)
    assert Invitation.objects.count() == 1
    assert accusation


def test_only_those_who_have_the_matter_or_sent_it_invite(cast, petition, guest):
    assert invite(petition, guest, cast.bureau_leader)
    for duty in (cast.liaison, cast.water_leader, cast.clerk, cast.supervisor, guest.duty):
        with pytest.raises(StepNotOpen):
            invite(petition, make_guest(cast, f"客{duty.pk}"), duty)


def test_nobody_is_invited_twice_nor_from_another_city_nor_who_keeps_away(cast, petition, guest):
    elsewhere = make_organ("外市信访局", "BUREAU")
    stranger, biased = make_guest(cast, "外地人", organ=elsewhere), make_guest(cast, "亲属")
    Recusal.objects.create(petition=petition, event=petition.events.last(), officer=biased.duty.officer, kind="ORDERED")
    handler, step = signed_in(cast.handler), reverse("take-step", args=[petition.number, "invite_third_party"])
    page = handler.get(step).content.decode()
    assert "韩律师" in page
    assert "外地人" not in page
    assert "亲属" not in page
    for other in (stranger, biased):
        assert handler.post(step, {"guest": other.slug, "purpose": "x", "until": day(3).isoformat()}).status_code == 422
    invite(petition, guest, cast.handler)
    again = handler.post(step, {"guest": guest.slug, "purpose": "写了很久的目的", "until": day(3).isoformat()})
    assert again.status_code == 422
    assert "写了很久的目的" in again.content.decode()
    assert petition.invitations.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"until": "2020-01-01"},
        {"until": "9999-12-31"},
        {"until": "x"},
        {"guest": "none"},
        {"guest": "\ud800"},
        {"purpose": "\u200b"},
        {"purpose": "a\0b"},
    ],
)
def test_a_wrong_form_says_so_and_keeps_what_was_typed(cast, petition, guest, said):
    data = {"guest": guest.slug, "purpose": "写了很久的目的", "until": day(3).isoformat()} | said
    data = {key: value.encode("utf-8", "surrogatepass") if "\ud800" in value else value for key, value in data.items()}
    answer = signed_in(cast.handler).post(reverse("take-step", args=[petition.number, "invite_third_party"]), data)

    assert answer.status_code in (400, 422)
    if answer.status_code == 422 and "purpose" not in said:
        assert "写了很久的目的" in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("changed", [{"is_pledged": ""}, {"name": "别人"}, {"name": ""}, {"version": "2020-1"}, {"version": ""}])
def test_a_pledge_is_ticked_signed_with_the_own_name_and_of_these_words(cast, petition, guest, changed):
    invitation = invite(petition, guest, cast.handler)
    client = signed_in(guest.duty)

    assert pledge(client, invitation, **changed).status_code == 422
    assert not Pledge.objects.exists()
    assert petition.subject not in matter(client, invitation).content.decode()
    assert pledge(client, invitation).status_code == 302


def test_an_empty_opinion_is_refused_and_a_second_one_stands_beside_the_first(invited):
    invitation, client = invited
    address = reverse("invited-opinion", args=[invitation.slug])

    assert client.post(address, {"text": " \u200b"}).status_code == 422
    long = client.post(address, {"text": "字" * 8001})
    assert long.status_code == 422
    assert "字" * 8001 in long.content.decode()
    assert client.post(address, {"text": "其一"}).status_code == client.post(address, {"text": "其二"}).status_code == 302
    assert list(GuestOpinion.objects.values_list("text", flat=True)) == ["其一", "其二"]
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE petitions_guestopinion SET text = 'x'")


def test_the_petition_s_page_costs_the_same_with_one_invitation_and_with_many(cast, petition):
    client = signed_in(cast.handler)

    def queries():
        client.get(petition.get_absolute_url())
        with count_queries() as counted:
            client.get(petition.get_absolute_url())
        return len(counted)

    invite(petition, make_guest(cast, "客一"), cast.handler)
    first = queries()
    for number in range(8):
        invite(petition, make_guest(cast, f"客{number + 2}"), cast.handler)
    assert queries() == first


def test_the_words_of_a_pledge_stay_as_they_were_signed():
    """Whoever changes them makes a new version."""
    assert {version: pledges.checksum(version)[:16] for version in pledges.PLEDGES} == {"2026-1": "89291c470d4cb132"}
