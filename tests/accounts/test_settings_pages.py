"""Do the settings do what they say, for the system administrator and for nobody else?"""

from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Duty, Officer, Organ, OrganKind, OrganPath, Role
from tests.database import count_queries
from tests.factories import make_duty, make_organ

TODAY = timezone.localdate


@pytest.fixture
def admin(client, cast):
    client.force_login(cast.admin.officer)
    return client


def pages(cast):
    organ, officer, duty = [cast.housing.slug], [cast.handler.officer.slug], [cast.handler.slug]
    return {
        "settings": reverse("settings"),
        "organs": reverse("organs"),
        "organ-add": reverse("organ-add"),
        "organ": reverse("organ", args=organ),
        "organ-edit": reverse("organ-edit", args=organ),
        "organ-move": reverse("organ-move", args=organ),
        "organ-close": reverse("organ-close", args=organ),
        "officers": reverse("officers"),
        "officer-add": reverse("officer-add"),
        "officer": reverse("officer", args=officer),
        "officer-edit": reverse("officer-edit", args=officer),
        "duty-end": reverse("duty-end", args=duty),
        "calendar": reverse("calendar"),
        "calendar-load": reverse("calendar-load"),
        "calendar-year": reverse("calendar-year", args=[2026]),
        "rules": reverse("rules"),
        "health": reverse("health"),
    }


def acts(cast):
    organ, officer = [cast.housing.slug], [cast.handler.officer.slug]
    return [
        reverse("organ-open", args=organ),
        reverse("officer-password", args=officer),
        reverse("officer-access", args=officer),
        reverse("duty-give", args=officer),
    ]


def test_each_page_is_for_the_system_administrator_alone(client, cast):
    client.force_login(cast.admin.officer)
    assert {name: client.get(page).status_code for name, page in pages(cast).items()} == dict.fromkeys(pages(cast), 200)

    for other in (cast.clerk, cast.dispatcher, cast.bureau_leader, cast.supervisor, cast.accusation_officer, cast.handler, cast.leader):
        client.force_login(other.officer)
        assert {client.get(page).status_code for page in pages(cast).values()} == {404}
        assert {client.post(page).status_code for page in [*pages(cast).values(), *acts(cast)]} == {404}

    client.logout()
    assert {client.get(page).url.split("?")[0] for page in pages(cast).values()} == {reverse("sign-in")}
    assert {client.post(act).url.split("?")[0] for act in acts(cast)} == {reverse("sign-in")}


def test_acts_are_never_a_get(admin, cast):
    assert {admin.get(act).status_code for act in acts(cast)} == {405}


@pytest.mark.parametrize("name", ["organ", "organ-edit", "organ-move", "organ-close", "officer", "officer-edit", "duty-end"])
def test_an_address_that_leads_nowhere_is_not_found(admin, name):
    assert admin.get(reverse(name, args=["nowhere"])).status_code == 404


# ── Organs ──


def organ_answers(**changed):
    return {"name": "江城市教育局", "short_name": "市教育局", "kind": "DEPARTMENT", "level": "3", "code": "江教", **changed}


def test_an_organ_is_entered_below_another(admin, cast):
    answer = admin.post(reverse("organ-add"), organ_answers(parent=cast.city.slug))

    organ = Organ.objects.get(code="江教")
    assert answer.url == reverse("organ", args=[organ.slug])
    assert organ.parent == cast.city
    assert organ in Organ.objects.under(cast.city)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b\u3000"}, "name"),
        ({"name": "市" * 121}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"code": "taken"}, "code"),
        ({"level": "1"}, "level"),
        ({"level": "9"}, "level"),
        ({"level": "9" * 5000}, "level"),
        ({"kind": "CASTLE"}, "kind"),
        ({"parent": ""}, "parent"),
        ({"parent": "nowhere"}, "parent"),
        ({"profile": "MARS_2030"}, "profile"),
    ],
)
def test_an_organ_that_cannot_be_is_refused_and_the_answers_stay(admin, cast, changed, field):
    Organ.objects.filter(pk=cast.water.pk).update(code="taken")
    before = Organ.objects.count()

    answer = admin.post(
        reverse("organ-add"),
        organ_answers(parent=cast.city.slug, phone="0999-1", **{k: v for k, v in changed.items() if k != "parent"}) | changed,
    )

    assert list(answer.context["form"].errors) == [field]
    assert 'value="0999-1"' in answer.text
    assert Organ.objects.count() == before


def test_the_superior_in_the_line_of_work_is_kept_and_shown(admin, cast):
    upper = make_organ("省水利厅", level=2)
    page = reverse("organ-edit", args=[cast.water.slug])
    answers = organ_answers(name=cast.water.name, code=cast.water.code)

    assert list(admin.post(page, answers | {"is_vertical": "on"}).context["form"].errors) == ["line_superior"]
    assert admin.post(page, answers | {"line_superior": upper.slug, "is_vertical": "on"}).status_code == 302

    organ = Organ.objects.get(pk=cast.water.pk)
    assert (organ.line_superior, organ.is_vertical) == (upper, True)
    assert admin.get(page).context["form"]["line_superior"].value() == upper.slug
    shown = admin.get(reverse("organ", args=[organ.slug]))
    assert upper.name in shown.text
    assert upper.name in {change.now for change in shown.context["changes"]}


def test_changing_an_organ_shows_in_its_changes_with_who_and_when(admin, cast):
    admin.post(
        reverse("organ-edit", args=[cast.housing.slug]), organ_answers(name="江城市住房局", code=cast.housing.code, profile="ZHEJIANG_2016")
    )

    changes = admin.get(reverse("organ", args=[cast.housing.slug])).context["changes"]

    cast.housing.refresh_from_db()
    assert (cast.housing.name, cast.housing.profile, cast.housing.parent) == ("江城市住房局", "ZHEJIANG_2016", cast.city)
    assert {change.by for change in changes[:2]} == {cast.admin.officer}
    assert ("江城市住房和城乡建设局", "江城市住房局") in {(change.was, change.now) for change in changes}


def test_an_organ_is_moved_with_all_below_it_and_the_old_tree_stays_known(admin, cast):
    county = make_organ("东湖区政府", OrganKind.GOVERNMENT, 4, parent=cast.city)
    office = make_organ("东湖区房管所", level=5, parent=cast.housing)
    OrganPath.objects.filter(valid_until=None).update(valid_from=date(2020, 1, 1))
    Organ.objects.filter(pk=cast.housing.pk).update(level=4)

    answer = admin.post(reverse("organ-move", args=[cast.housing.slug]), {"parent": county.slug})

    assert answer.url == reverse("organ", args=[cast.housing.slug])
    assert office in Organ.objects.under(county)
    assert office not in Organ.objects.under(county, TODAY() - timedelta(days=1))


def test_an_organ_cannot_be_moved_below_itself_or_to_a_lower_level(admin, cast):
    below = make_organ("房管所", level=3, parent=cast.housing)
    county = make_organ("东湖区政府", OrganKind.GOVERNMENT, 4, parent=cast.city)

    for parent in (cast.housing, below, county, cast.city):
        answer = admin.post(reverse("organ-move", args=[cast.housing.slug]), {"parent": parent.slug})
        assert list(answer.context["form"].errors) == ["parent"]

    cast.housing.refresh_from_db()
    assert cast.housing.parent == cast.city
    assert admin.get(reverse("organ-move", args=[cast.city.slug])).status_code == 404


def test_an_organ_closes_only_when_nobody_acts_there_and_opens_again(admin, cast):
    page = reverse("organ-close", args=[cast.water.slug])
    refused = admin.post(page)
    assert refused.status_code == 409
    assert {duty.officer.name for duty in refused.context["staff"]} == {"冯联络", "褚承办", "卫局长"}
    assert admin.post(reverse("organ-close", args=[cast.city.slug])).context["below"]

    cast.water.duties.update(ended_on=TODAY())
    admin.post(page)
    cast.water.refresh_from_db()
    assert cast.water.closed_on == TODAY()
    assert cast.water not in Organ.objects.active()
    assert admin.get(page).status_code == 404

    admin.post(reverse("organ-open", args=[cast.water.slug]))
    cast.water.refresh_from_db()
    assert cast.water.closed_on is None


def test_the_tree_finds_what_matches_and_what_stands_above_it(admin, cast):
    cast.water.competences = "饮水 灌溉"
    cast.water.save()

    assert [organ.name for organ in admin.get(reverse("organs"), {"q": "灌溉"}).context["organs"]] == ["江城市人民政府", "江城市水利局"]
    assert admin.get(reverse("organs"), {"q": "月亮"}).context["organs"] == []
    assert next((organ.name, organ.depth) for organ in admin.get(reverse("organs")).context["organs"]) == ("江城市人民政府", 0)


# ── Officers ──


def officer_answers(cast, **changed):
    return {
        "name": "新同事",
        "username": "Xin.TS",
        "email": "x@example.org",
        "phone": "",
        "organ": cast.housing.slug,
        "role": "HANDLER",
        **changed,
    }


def test_a_new_officer_gets_a_duty_and_a_password_that_is_shown_once(admin, cast):
    answer = admin.post(reverse("officer-add"), officer_answers(cast))

    officer = Officer.objects.get(username="xin.ts")
    password = answer.context["password"]
    assert password in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert authenticate(username="xin.ts", password=password) == officer
    assert officer.must_choose_password
    assert [(duty.organ, duty.role) for duty in officer.duties.current()] == [(cast.housing, Role.HANDLER)]
    assert password not in admin.get(reverse("officer", args=[officer.slug])).text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "\u200b"}, "name"),
        ({"name": "长" * 51}, "name"),
        ({"username": "taken"}, "username"),
        ({"username": "TAKEN"}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": "x\n"}, "username"),
        ({"email": "not an address"}, "email"),
        ({"organ": ""}, "organ"),
        ({"role": "KING"}, "role"),
        ({"role": "B_LEAD"}, "role"),
        ({"role": "DISC"}, "role"),
    ],
)
def test_an_officer_who_cannot_be_is_refused(admin, cast, changed, field):
    Officer.objects.filter(pk=cast.clerk.officer_id).update(username="taken")

    answer = admin.post(reverse("officer-add"), officer_answers(cast, **changed))

    assert list(answer.context["form"].errors) == [field]
    assert not Officer.objects.filter(name="新同事").exists()


def test_a_new_password_ends_the_old_one_and_the_sessions_and_tells_the_officer(admin, cast, client):
    officer = cast.handler.officer
    elsewhere = type(client)()
    elsewhere.force_login(officer)

    answer = admin.post(reverse("officer-password", args=[officer.slug]))

    assert authenticate(username=officer.username, password="a-long-password") is None
    assert authenticate(username=officer.username, password=answer.context["password"]) == officer
    assert elsewhere.get(reverse("worklist")).url.startswith(reverse("sign-in"))
    (letter,) = mail.outbox
    assert letter.to == [officer.email]
    assert answer.context["password"] not in letter.body


def test_an_officer_is_kept_from_signing_in_and_let_in_again(admin, cast):
    officer, page = cast.handler.officer, reverse("officer-access", args=[cast.handler.officer.slug])

    admin.post(page)
    assert authenticate(username=officer.username, password="a-long-password") is None
    admin.post(page)
    assert authenticate(username=officer.username, password="a-long-password") == officer


def test_officers_are_found_by_name_sign_in_name_and_organ(admin, cast):
    def found(**query):
        return {officer.name for officer in admin.get(reverse("officers"), query).context["page"].object_list}

    assert found(q="孙承") == {"孙承办"}
    assert found(q=cast.handler.officer.username) == {"孙承办"}
    assert found(q="水利") == {"冯联络", "褚承办", "卫局长"}
    assert found(q="水利 卫") == {"卫局长"}
    Duty.objects.filter(pk=cast.handler.pk).update(ended_on=TODAY())
    Officer.objects.filter(pk=cast.leader.officer_id).update(is_active=False)
    assert found(show="without") == {"孙承办"}
    assert found(show="closed") == {"何局长"}
    assert found(q="x" * 5000, page="-1") == set()
    assert len(found(page="999", show="nonsense")) == 15


# ── Duties ──


def test_a_duty_is_given_once(admin, cast):
    page = reverse("duty-give", args=[cast.handler.officer.slug])
    answers = {"organ": cast.water.slug, "role": "HANDLER", "since": TODAY().isoformat()}

    assert admin.post(page, answers).url == reverse("officer", args=[cast.handler.officer.slug])
    again = admin.post(page, answers)

    assert again.status_code == 422
    assert list(again.context["form"].errors) == ["role"]
    assert Duty.objects.current().filter(officer=cast.handler.officer, organ=cast.water).count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "2020-01-01"}, "since"),
        ({"since": "9999-12-31"}, "since"),
        ({"role": "SUPERV"}, "role"),
        ({"organ": "nowhere"}, "organ"),
    ],
)
def test_a_duty_that_cannot_be_is_refused(admin, cast, changed, field):
    answers = {"organ": cast.water.slug, "role": "HANDLER", "since": TODAY().isoformat(), **changed}

    answer = admin.post(reverse("duty-give", args=[cast.handler.officer.slug]), answers)

    assert list(answer.context["form"].errors) == [field]
    assert cast.handler.officer.duties.count() == 1


def test_ending_a_duty_keeps_it_on_record_and_shows_in_the_changes(admin, cast):
    page = reverse("duty-end", args=[cast.handler.slug])
    assert list(admin.post(page, {"ended_on": "2020-01-01"}).context["form"].errors) == ["ended_on"]

    admin.post(page, {"ended_on": TODAY().isoformat()})

    cast.handler.refresh_from_db()
    assert cast.handler.ended_on == TODAY()
    assert cast.handler not in Duty.objects.current()
    assert admin.get(reverse("officer", args=[cast.handler.officer.slug])).context["past"] == [cast.handler]
    assert any("孙承办" in change.what for change in admin.get(reverse("organ", args=[cast.housing.slug])).context["changes"])
    assert admin.get(page).status_code == 404


def test_the_last_system_administrator_cannot_be_lost(admin, cast):
    end, access = reverse("duty-end", args=[cast.admin.slug]), reverse("officer-access", args=[cast.admin.officer.slug])

    assert admin.post(end, {"ended_on": TODAY().isoformat()}).context["form"].non_field_errors()
    admin.post(access)
    assert cast.admin in Duty.objects.current()

    make_duty(Role.ADMIN, cast.bureau)
    admin.post(end, {"ended_on": TODAY().isoformat()})
    assert cast.admin not in Duty.objects.current()


# ── Lists stay as quick as they are ──


@pytest.mark.parametrize("name", ["organs", "officers", "organ", "calendar", "calendar-year", "organ-add"])
def test_a_list_takes_the_same_number_of_queries_for_few_and_for_many_rows(admin, cast, name):
    page = pages(cast)[name]
    admin.get(page)
    with count_queries() as few:
        admin.get(page)
    for number in range(30):
        organ = make_organ(f"第{number}街道办事处", level=5, parent=cast.housing)
        make_duty(Role.HANDLER, organ)
        make_duty(Role.HANDLER, cast.housing)

    with count_queries() as many:
        admin.get(page)

    assert len(many) == len(few) <= 12


# ── Health and rules ──


def test_the_health_page_tells_of_a_stopped_worker(admin, cast):
    page = admin.get(reverse("health"))

    assert page.context["swept"] is None
    assert page.context["is_sweep_late"]
    assert page.context["does_cache_answer"]


def test_the_rules_of_a_profile_show_length_and_article(admin, cast):
    page = admin.get(reverse("rules"), {"profile": "ZHEJIANG_2016"})

    rules = {rule.id.value: rule for rule in page.context["rules"]}
    assert len(rules) == 31
    assert (rules["C01"].length, rules["C01"].unit, rules["C01"].profile) == (5, "workday", "ZHEJIANG_2016")
    assert rules["C17"].profile == "CN_2005"
    assert admin.get(reverse("rules"), {"profile": "MARS"}).status_code == 404
