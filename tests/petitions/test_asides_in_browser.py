"""What do notes, tasks, absences, questions, queues and many rows at once look like, and do they do without a mouse?"""

from datetime import date

from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Absence, Role
from petitions import remarks
from petitions.models import Petition, Queue
from tests.browser import check_axe, check_width, follow, sign_in, two_screens
from tests.factories import Cast, at, make_duty, make_petition


@two_screens
def test_the_pages_beside_the_way_are_open_to_everybody_at_any_width(office, new_page, shot, locale, width):
    cast = Cast()
    deputy = make_duty(Role.HANDLER, cast.housing, "钱代办")
    today = timezone.localdate()
    petition = cast.accepted()
    petition.advance("ask_petitioner", by=cast.handler, text="请提供租赁合同的复印件。", reply_by=date(2099, 4, 25))
    petition.advance("ask_recusal", by=cast.liaison, text="承办人是对方的亲属，我要求回避。")
    old = remarks.write(petition, by=cast.leader, text="请到三号楼现场测量。", to=[cast.handler], is_task=True)
    remarks.write(
        petition,
        by=cast.leader,
        text="请到五号楼现场测量。",
        to=[cast.handler, cast.liaison],
        is_task=True,
        due_on=date(2026, 4, 20),
        corrects=old,
    )
    remarks.write(petition, by=cast.handler, text="已电话联系两次，无人接听。")
    absence = Absence.objects.create(duty=cast.handler, deputy=deputy, since=today, until=today, set_by=cast.leader)
    queue = Queue.objects.create(duty=cast.liaison, name="来信", tab="organ", query={"due": "late"}, most=5)
    page = new_page(locale=locale, width=width)

    for name, duty, address in [
        ("petition", cast.leader, f"/cases/{petition.number}/"),
        ("decide-recusal", cast.leader, f"/cases/{petition.number}/steps/decide_recusal/"),
        ("notes", cast.handler, f"/cases/{petition.number}/notes/"),
        ("tasks", cast.handler, "/cases/tasks/"),
        ("list-with-tasks", deputy, "/cases/"),
        ("absences", cast.leader, "/absences/"),
        ("queue", cast.liaison, f"/cases/queues/{queue.slug}/"),
        ("queue-list", cast.liaison, f"/cases/?queue={queue.slug}"),
    ]:
        sign_in(page, duty)
        page.goto(address)
        shot(page, f"{name}-{locale}-{width}")
        check_width(page)
        check_axe(page)
    follow(page, petition.number, petition.query_code)
    shot(page, f"follow-{locale}-{width}")
    check_axe(page)
    page.goto(f"/follow/petition/add/?question={petition.questions.get().slug}")
    shot(page, f"follow-answer-{locale}-{width}")
    check_width(page)
    check_axe(page)
    assert absence.deputy == deputy


@two_screens
def test_rows_are_chosen_by_keyboard_and_taken_together(office, new_page, shot, locale, width):
    cast = Cast()
    for number in range(3):
        make_petition(cast.bureau, cast.clerk, subject=f"matter {number}")
    page = new_page(locale=locale, width=width)
    sign_in(page, cast.dispatcher)
    page.goto("/cases/")

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-chosen]")).to_have_text("2")
    shot(page, f"chosen-{locale}-{width}")
    check_width(page)
    check_axe(page)
    page.locator("#bulk button").click()
    expect(page.locator("[data-main]")).to_be_visible()
    shot(page, f"bulk-{locale}-{width}")
    check_axe(page)
    late = Petition.objects.order_by("id").first()
    late.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 3)))
    page.locator("[data-main]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1")
    shot(page, f"bulk-result-{locale}-{width}")
    check_width(page)
    check_axe(page)
    assert sorted(Petition.objects.values_list("state", flat=True)) == ["REGISTERED", "TRIAGE", "TRIAGE"]
