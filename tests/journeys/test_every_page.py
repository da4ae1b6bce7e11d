"""Does every page of the product do on every screen? No barrier, no sideways scroll, no complaint of the browser, no page forgotten."""

from datetime import date
from functools import partial
from io import StringIO

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from playwright.sync_api import expect

from accounts import announcement
from accounts.models import Duty, Officer, Role
from petitions import recounting, year_notices
from petitions.forms import FORMS
from petitions.models import Invitation, Petition, Queue, ThirdParty
from petitions.permissions import steps_for
from reception.models import PassThrough
from supervision import report_papers, reporting, scoring
from supervision.demands import doing
from supervision.ladder import sweep
from supervision.models import Deduction, Demand, Report
from supervision.models.report import digest
from tests.browser import MAKES_PICTURES, every_screen, follow, sign_in, two_screens
from tests.corners import FILES, TODAY, corners, step, told
from tests.factories import make_duty, make_party, make_petition
from tests.journeys import supervision_pages
from tests.reception.test_import_page import BAD, GOOD
from tests.supervision.scenes import Supervised

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorffvoralternwaren"
screens = every_screen if MAKES_PICTURES else two_screens
LONG_SUBJECT = "关于" + "湖滨路公租房三号楼屋顶长期漏水多次报修无人处理" * 5

# Addresses that are no page: files, parts of pages, and what is only posted to.
NO_PAGES = {
    "start", "set_language", "healthz", "sign-out",
    "export-decide", "export-file", "emergency-decide", "emergency-end", "stray-looks-excel", "stray-look-explain",
    "deduction-find", "assessment-excel", "assessment-paper", "assessment-freeze", "assessment-correct", "deduction-contest", "deduction-accept",
    "deduction-decide", "deduction-reverse", "deduction-file",
    "worklist-excel", "files-excel", "volume", "archive-package", "document", "proof-of-service", "registration-paper", "clock-certificate", "evidence", "evidence-copy", "desk-paper",
    *supervision_pages.NO_PAGES,
    "pass-through-excel", "desk-accusation-paper", "desk-accusation-done",
    "receipt-paper", "follow-receipt", "follow-document",
    "organ-suggestions", "desk-save", "desk-alike", "desk-beside", "import-progress", "year-notice-progress", "year-notice-enter", "year-notice-decide", "submit-save",
    "task-done", "queue-drop", "absence-end", "invited-pledge", "invited-opinion", "invited-file", "third-party-end",
    "decide-proposal", "notices-read", "desk-discard", "import-read", "import-confirm", "import-discard", "submit-delete", "follow-leave",
    "follow-withdrawal-revoke", "follow-part", "follow-promise",
    "sessions-end", "recovery-codes", "still-here", "lock", "unlock", "officer-second-factor",
    "organ-open", "officer-password", "officer-access", "duty-give", "duty-principal",
}  # fmt: skip

# Who opens it, the name of its address, its arguments by their names in `rows`, and its query.
CASEWORK = [
    ("clerk", "desk", (), "?channel=LETTER"),
    ("clerk", "desk-draft", ("draft",), ""),
    ("clerk", "desk-receipt", ("registered",), ""),
    ("clerk", "desk-returning", (), ""),
    ("clerk", "import", (), ""),
    ("clerk", "import-job", ("good_job",), ""),
    ("clerk", "import-job", ("bad_job",), ""),
    ("clerk", "desk-accusation", (), ""),
    ("clerk", "pass-through", (), "?filter=open"),
    ("clerk", "pass-through-new", (), ""),
    ("clerk", "pass-through-envelope", ("envelope",), ""),
    ("clerk", "pass-through-print", (), ""),
    ("clerk", "retaliation", ("registered",), ""),
    ("clerk", "worklist", (), ""),
    ("clerk", "search", (), ""),
    ("dispatcher", "worklist", (), ""),
    ("dispatcher", "worklist", (), "?tab=others&due=late"),
    ("dispatcher", "worklist-print", (), "?tab=organ"),
    ("dispatcher", "petition", ("registered",), ""),
    ("dispatcher", "petition", ("objected",), ""),
    ("dispatcher", "petition-looks", ("registered",), ""),
    ("dispatcher", "exports", (), ""),
    ("dispatcher", "export-ask", ("petitions",), "?tab=organ"),
    ("dispatcher", "notices", (), ""),
    ("clerk", "act-as", (), ""),
    ("liaison", "worklist", (), "?tab=organ&due=late"),
    ("liaison", "hand-over", (), ""),
    ("liaison", "hand-over", (), "?leaver={handler}"),
    ("liaison", "petition", ("proposed",), ""),
    ("handler", "worklist", (), ""),
    ("handler", "petition", ("accepted",), ""),
    ("handler", "petition", ("served",), ""),
    ("handler", "petition", ("with_files",), ""),
    ("handler", "evidence-view", ("with_files", "photograph"), ""),
    ("handler", "evidence-view", ("with_files", "contract"), "?page=2"),
    ("handler", "evidence-view", ("with_files", "words"), ""),
    ("handler", "evidence-view", ("with_files", "held_back"), ""),
    ("handler", "password-change", (), ""),
    ("handler", "my-sign-in", (), ""),
    ("handler", "second-factor", (), ""),
    ("handler", "tasks", (), ""),
    ("handler", "absences", (), ""),
    ("leader", "absences", (), ""),
    ("handler", "petition", ("pledged",), ""),
    ("guest", "invited", (), ""),
    ("guest", "invited-matter", ("invitation_not_pledged",), ""),
    ("guest", "invited-matter", ("invitation",), ""),
    ("supervisor", "third-parties", (), ""),
    ("supervisor", "third-party-add", (), ""),
    ("supervisor", "third-party", ("third_party",), ""),
    ("handler", "notes", ("noted",), ""),
    ("handler", "petition", ("noted",), ""),
    ("liaison", "queue-keep", (), "?tab=organ&due=late"),
    ("liaison", "queue", ("queue",), ""),
    ("leader", "worklist", (), ""),
    ("leader", "petition", ("submitted",), ""),
    ("handler", "petition", ("jointly",), ""),
    ("water_leader", "petition", ("jointly",), ""),
    ("city_leader", "petition", ("disputed",), ""),
    ("joint", "worklist", (), ""),
    ("reviewer", "worklist", (), ""),
    ("reviewer", "petition", ("review_taken_up",), ""),
    ("rereviewer", "petition", ("rereview_heard",), ""),
    ("supervisor", "petition", ("corrected",), ""),
    ("leader", "board", (), ""),
    ("bureau_leader", "board", (), "?period=24"),
    ("bureau_leader", "board", (), "?wall=on"),
    ("bureau_leader", "petition", ("reported",), ""),
    ("supervisor", "supervision-print", (), ""),
    ("supervisor", "assessment", (), ""),
    ("supervisor", "assessment-sheets", (), ""),
    ("supervisor", "assessment-sheet", (), "?organ={housing}"),
    ("supervisor", "deduction", ("deduction",), ""),
    ("supervisor", "deduction-propose", ("transferred",), ""),
    ("bureau_leader", "assessment-rules", (), ""),
    ("liaison", "own-assessment", (), ""),
    ("liaison", "deduction", ("deduction",), ""),
    ("supervisor", "stray-looks", (), "?filter=open"),
    ("supervisor", "stray-looks-print", (), ""),
    ("supervisor", "worklist", (), ""),
    ("accusation_officer", "worklist", (), ""),
    ("accusation_officer", "petition", ("sealed",), ""),
    ("leader", "petition", ("restricted",), ""),
    ("liaison", "petition", ("restricted",), ""),
    ("water_leader", "petition", ("restricted_elsewhere",), ""),
    ("water_leader", "take-step", ("restricted_elsewhere", "name_readers"), ""),
    ("leader", "take-step", ("restricted", "end_readers"), ""),
    ("handler", "petition", ("simple",), ""),
    ("handler", "petition", ("heard",), ""),
    ("handler", "petition", ("agreed",), ""),
    ("handler", "petition", ("promised",), ""),
    ("handler", "petition", ("settled",), ""),
    ("archivist", "worklist", (), ""),
    ("archivist", "petition", ("closed",), ""),
    ("archivist", "petition", ("archived",), ""),
    ("archivist", "files", (), "?filter=open"),
    ("archivist", "files-print", (), ""),
]
SETTINGS = [
    ("admin", "settings", (), ""),
    ("admin", "organs", (), ""),
    ("admin", "organ-add", (), ""),
    ("admin", "organ", ("housing",), ""),
    ("admin", "organ-edit", ("housing",), ""),
    ("admin", "organ-move", ("housing",), ""),
    ("admin", "organ-close", ("housing",), ""),
    ("admin", "officers", (), ""),
    ("admin", "officer-add", (), ""),
    ("admin", "officer", ("officer",), ""),
    ("admin", "officer-edit", ("officer",), ""),
    ("admin", "duty-end", ("handler",), ""),
    ("admin", "calendar", (), ""),
    ("admin", "calendar-load", (), ""),
    ("admin", "calendar-year", ("year",), ""),
    ("admin", "year-notices", (), ""),
    ("bureau_leader", "year-notice", ("notice",), ""),
    ("admin", "rules", (), ""),
    ("admin", "procedure", (), ""),
    ("admin", "health", (), ""),
    ("bureau_leader", "history", (), ""),
    ("admin", "emergencies", (), ""),
    ("bureau_leader", "emergencies", (), ""),
    ("auditor", "history-events", (), ""),
    ("auditor", "history-looks", (), ""),
    ("nobody", "no-duty", (), ""),
]
AT_THE_DOOR = [
    ("", "home", (), ""),
    ("", "ask", (), ""),
    ("", "law", (), ""),
    ("", "submit", (), ""),
    ("", "submit-page", ("who",), ""),
    ("", "receipt", (), ""),
    ("", "follow", (), ""),
    ("", "sign-in", (), ""),
    ("", "password_reset", (), ""),
    ("", "password_reset_done", (), ""),
    ("", "password_reset_confirm", ("officer", "token"), ""),
    ("", "password_reset_complete", (), ""),
]
ON_THE_WAY = {
    *supervision_pages.ON_THE_WAY,
    "take-step",
    "submit-check",
    "follow-petition",
    "follow-add",
    "follow-retaliation",
    "desk-accusation-receipt",
    "follow-withdraw",
    "follow-review",
    "follow-review-receipt",
    "follow-rate",
    "bulk",
    "reveal",
    "sign-in-code",
    "first-second-factor",
}  # opened below, each after what has to come before it


def rows_of(cast):
    """A petition in each state, forty more on one list, and one with everything at its longest: by the names that the pages above use."""
    made = corners(cast)
    for place in range(40):
        make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 27 + place % 4), is_urgent=place % 9 == 0, **told(place))
    long = [make_party(name=LONG_NAME, address="江城市" + "东湖区" * 60)]
    made["long"] = make_petition(cast.bureau, cast.clerk, subject=LONG_SUBJECT, text="长" * 3000, claims=["请" * 400], parties=long)
    return made


def addresses(cast, made):
    """The names of the tables above, as they stand in an address."""
    clerk = Client()
    clerk.force_login(cast.clerk.officer)
    rows = {stage: petition.number for stage, petition in made.items()}
    for name, sheet in [("good_job", GOOD), ("bad_job", BAD)]:
        rows[name] = clerk.post(reverse("import"), {"file": SimpleUploadedFile("留言.csv", sheet.encode())}).url.split("/")[-2]
    officer = cast.handler.officer
    token = default_token_generator.make_token(officer)
    return rows | {
        "notice": a_notice(cast).slug,
        **{name: made["with_files"].evidence.get(name=file[0]).slug for name, file in FILES.items() if "with_files" in made},
        "housing": cast.housing.slug,
        "deduction": getattr(a_deduction(cast), "slug", ""),
        "queue": Queue.objects.create(duty=cast.liaison, name="逾期", tab="organ", query={"due": "late"}, most=5).slug,
        "officer": officer.slug,
        "handler": cast.handler.slug,
        "token": token,
        "year": 2026,
        "who": "who",
        "petitions": "petitions",
        "name_readers": "name_readers",
        "end_readers": "end_readers",
        "envelope": getattr(PassThrough.objects.first(), "slug", ""),
        "third_party": getattr(ThirdParty.objects.first(), "slug", ""),
        "invitation": getattr(Invitation.objects.exclude(pledge=None).first(), "slug", ""),
        "invitation_not_pledged": getattr(Invitation.objects.filter(pledge=None).first(), "slug", ""),
    }


def a_deduction(cast):
    """What the night found against the housing bureau."""
    scoring.propose(TODAY)
    return Deduction.objects.filter(organ=cast.housing, state="PROPOSED").first()


def a_notice(cast):
    """A notice on days off that waits for its second officer."""
    days = announcement.read("元旦：1月1日至3日放假，共3天。", 2027)
    answers = {"year": 2027, "status": "ANNOUNCED", "source": "国务院办公厅关于2027年部分节假日安排的通知", "days": days}
    notice = year_notices.enter(answers, by=cast.admin)
    recounting.count_for(notice)
    return notice


def every_form(cast, made):
    """Each step once, as (duty, petition): where it is offered to that duty now."""
    found = {}
    for duty in cast.parts.values():
        for petition in Petition.objects.visible_to(duty).filter(pk__in=[petition.pk for petition in made.values()]):
            for row, why_not in steps_for(petition, duty):
                if not why_not:
                    found.setdefault(row.step, (duty, petition))
    return found


@pytest.fixture
def demo(demo, on):
    on(TODAY)
    return demo


@pytest.fixture
def look(look):
    return partial(look, closely=True)


@pytest.fixture
def walk(new_page, look, watch):
    """`walk(locale, width)` is a person who opens one address after another; what is wrong with any of them is told at the end."""
    watch.forgiven.append("status of 4(00|03|04|22)")  # asked for on purpose, below
    wrong = []

    def start(locale, width):
        page = new_page(locale=locale, width=width)

        def come(duty, address):
            page.context.clear_cookies()
            if duty:
                sign_in(page, duty)
            page.goto(address)

        def opened(duty, address, name, **how):
            come(duty, address)
            try:
                look(page, name, **how)
            except AssertionError as barriers:
                wrong.append(str(barriers))

        page.come, page.opened = come, opened
        return page

    yield start
    assert not wrong, "\n".join(wrong)


def visit(page, cast, table, rows):
    for place, (who, name, arguments, query) in enumerate(table):
        address = reverse(name, args=[rows[key] for key in arguments]) + query.format(**rows)
        page.opened(getattr(cast, who) if who else None, address, "-".join(filter(None, (f"{place:02}", name, who))))


@screens
def test_the_pages_of_casework(demo, walk, look, locale, width):
    made = rows_of(demo)
    rows = addresses(demo, made)
    page = walk(locale, width)
    sign_in(page, demo.clerk)
    page.goto("/desk/")
    page.fill("#id_name", "王秀英")
    page.fill("#id_text", "公租房漏水。")
    expect(page.locator("[data-autosave-status]")).not_to_be_empty()
    page.goto("/desk/")
    rows["draft"] = page.locator("a[href*='/desk/drafts/']").first.get_attribute("href").split("/")[-2]

    take_in(page, look)
    visit(page, demo, CASEWORK, rows)
    page.opened(demo.dispatcher, reverse("petition", args=[rows["long"]]), "long-petition")
    page.locator("details:has(#id_why) > summary").click()
    page.select_option("#id_why", "REACH")
    page.fill("#id_words", "电话约定看房时间")
    page.locator("form[action*='/show/'] button").click()
    look(page, "shown")
    page.opened(demo.dispatcher, "/cases/?tab=organ", "forty-petitions")
    assert page.locator("[data-row]").count() == 25  # a page of them
    page.locator(".row-choice").first.check()
    page.locator("#bulk button").click()
    look(page, "bulk")
    page.locator("[data-main]").click()
    look(page, "bulk-result")
    forms = every_form(demo, made)
    for name, (duty, petition) in forms.items():
        # One frame for all forms: barriers are looked for on the wide screen.
        page.opened(duty, reverse("take-step", args=[petition.number, name]), f"step-{name}", closely=width == 1280)
        assert page.locator("[data-main]").is_visible(), name

    assert forms.keys() == FORMS.keys()


@screens
def test_the_pages_of_settings_and_of_the_door(demo, walk, look, locale, width):
    demo.nobody = Duty(officer=Officer.objects.create_user("nobody", "a-long-password", name=LONG_NAME), organ=demo.bureau)
    demo.auditor = make_duty(Role.AUDITOR, demo.bureau)
    rows = addresses(demo, {})
    registered, served = demo.at_stage("registered"), demo.served(**told(0))
    page = walk(locale, width)

    visit(page, demo, SETTINGS, rows)
    visit(page, demo, AT_THE_DOOR, rows)
    for address in ("/nowhere/", "/?q=%00", reverse("petition", args=[served.number])):
        page.opened(demo.admin, address, "refused")
    page.opened(None, "/sign-in/", "sign-in")
    page.context.clear_cookies()
    page.locator("main .btn-primary").click()
    look(page, "no-cookie")
    hand_in(page, look)
    report(page, look)
    page.context.clear_cookies()
    follow(page, registered.number, registered.query_code)
    page.goto("/follow/petition/withdraw/")
    page.wait_for_url("**/withdraw/")
    look(page, "follow-withdraw")
    page.context.clear_cookies()
    follow(page, served.number, served.query_code)
    look(page, "follow-petition")
    page.goto("/follow/petition/add/")
    look(page, "follow-add")
    page.goto("/follow/petition/retaliation/")
    look(page, "follow-retaliation")
    page.goto("/follow/petition/rate/")
    look(page, "follow-rate")
    page.goto("/follow/petition/review/")
    page.fill("#id_grounds", "屋顶还在漏水，处理意见认定的事实与现场不符。")
    page.fill("#id_request", "请重新检测。")
    look(page, "follow-review")
    page.locator("[data-main]").click()
    page.wait_for_url("**/review/receipt/")
    look(page, "follow-review-receipt")


@screens
def test_the_pages_of_supervision(demo, walk, look, on, locale, width):
    closed = demo.served(**told(2))
    step(closed, "accept_answer", demo.handler, accepted_on=TODAY)
    on(date(2026, 5, 12))
    scenes = Supervised(demo, date(2026, 5, 12), late=demo.accepted(**told(0)), closed=closed)
    rows = scenes.rows | {
        "late": scenes.late.number,
        "housing": demo.housing.slug,
        "annual": "annual",
        "bulletin": "bulletin",
        "signal": "returns",
    }
    page = walk(locale, width)

    visit(page, demo, supervision_pages.SUPERVISION, rows)
    page.opened(demo.handler, reverse("petition", args=[scenes.late.number]), "petition-under-supervision")
    given_back(demo, page, rows)
    circulated(demo, page, rows)


def given_back(cast, page, rows):
    """A suggestion comes back to whoever wrote it."""
    suggestion = Demand.objects.get(slug=rows["suggestion"])
    doing.give_back(suggestion, cast.bureau_leader, date(2026, 5, 12), words="请写明依据。")
    page.opened(cast.supervisor, reverse("demand-edit", args=[suggestion.slug]), "demand-edit")


def circulated(cast, page, rows):
    """A circular is issued, and read in an organ below."""
    report = Report.objects.get(slug=rows["report"])
    reporting.propose(report, cast.supervisor, date(2026, 5, 12))
    report.refresh_from_db()
    seen = digest(report_papers.content(report, cast.bureau_leader, date(2026, 5, 12)))
    reporting.issue(report, cast.bureau_leader, seen=seen, today=date(2026, 5, 12))
    page.opened(cast.liaison, reverse("bulletin", args=[report.slug]), "bulletin")


def hand_in(page, look):
    """The five questions, the check and the receipt."""
    page.goto("/submit/")
    page.locator("main form .btn-primary").click()
    answers = {
        "who": {"name": "王秀英", "phone": "138 0013 8000"},
        "what": {"subject": "湖滨路路灯不亮", "text": "湖滨路三号楼前的三盏路灯坏了一个月，晚上老人出门看不清路，已经有人摔倒。"},
        "claims": {"claim_1": "尽快修好路灯", "claim_2": "告知以后由谁负责维护"},
        "place": {"place": "湖滨路 3 号楼前", "when": "今年三月以来"},
        "evidence": {},
    }
    for question, typed in answers.items():
        page.wait_for_url(f"**/submit/{question}/")
        for field, words in typed.items():
            page.fill(f"#id_{field}", words)
        if question == "place" and page.locator("[name=organ][type=radio]").count():
            page.locator("[name=organ]").first.check()
        look(page, f"submit-{question}")
        page.locator("[data-main]").click()
    page.wait_for_url("**/submit/check/")
    look(page, "submit-check")
    page.goto("/submit/")
    look(page, "submit-overview")
    page.goto("/submit/check/")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/receipt/")
    look(page, "portal-receipt")


def report(page, look):
    """Somebody is reported for wrongdoing: the same pages in another order, and a receipt that says nothing of it."""
    page.goto("/submit/")
    page.locator("main .panel form button").click()
    answers = {
        "whom": {"unit": "市住建局", "name": "何局长"},
        "what": {"subject": "分房不公", "text": "何局长把公租房分给了亲戚，收了红包八万元。"},
        "place": {}, "evidence": {}, "who": {},
    }  # fmt: skip
    for question, typed in answers.items():
        page.wait_for_url(f"**/submit/{question}/")
        for field, words in typed.items():
            page.fill(f"#id_{field}", words)
        if question == "place" and page.locator("[name=organ][type=radio]").count():
            page.locator("[name=organ]").first.check()
        look(page, f"report-{question}")
        page.locator("[data-main]").click()
    page.wait_for_url("**/submit/check/")
    look(page, "report-check")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/receipt/")
    look(page, "report-receipt")


def take_in(page, look):
    """An accusation at the window: nothing is kept as a draft, and the receipt is there for a quarter of an hour."""
    page.goto("/desk/accusation/")
    page.fill("#id_unit", "信访局")
    page.fill("#id_text", "收了红包。")
    page.locator("[data-main]").click()
    look(page, "desk-accusation-stop")
    page.goto("/desk/accusation/")
    page.fill("#id_unit", "水利局")
    page.fill("#id_text", "收了红包。")
    page.locator("[data-main]").click()
    page.wait_for_url("**/desk/accusation/receipt/")
    look(page, "desk-accusation-receipt")


def test_no_page_is_forgotten():
    """Whoever adds an address adds it to one of the tables above."""
    named, left = set(), list(get_resolver().url_patterns)
    while left:
        pattern = left.pop()
        if isinstance(pattern, URLPattern):
            named.add(pattern.name)
        else:
            left += pattern.url_patterns

    opened = {
        name for table in (CASEWORK, supervision_pages.SUPERVISION, SETTINGS, AT_THE_DOOR) for _who, name, _arguments, _query in table
    }
    assert opened | ON_THE_WAY | NO_PAGES == named
    assert not (opened | ON_THE_WAY) & NO_PAGES


MAIN_ACTS = [
    ("", "/", ".door.is-main"),
    ("", "/submit/", "main form .btn-primary"),
    ("", "/follow/", "main form .btn-primary"),
    ("", "/sign-in/", "main form .btn-primary"),
    ("clerk", "/desk/", "[data-main]"),
    ("clerk", "/desk/import/", "main form .btn-primary"),
    ("dispatcher", "/cases/", "[data-row]"),
    ("dispatcher", "/cases/{registered}/", ".step-bar .btn-primary"),
    ("liaison", "/cases/{transferred}/", ".step-bar .btn-primary"),
    ("liaison", "/cases/{transferred}/", ".steps-menu summary"),
    ("handler", "/cases/{found}/steps/submit/", "[data-main]"),
    ("leader", "/board/", "main a"),
    ("supervisor", "/supervision/", "[data-row]"),
    ("admin", "/settings/calendar/", "main a"),
]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_tab_key_leads_to_the_main_act_and_is_seen_on_its_way(demo, walk, width):
    rows = {stage: demo.at_stage(stage).number for stage in ("registered", "transferred", "found")}
    page = walk("zh-CN", width)

    for who, address, act in MAIN_ACTS:
        page.come(getattr(demo, who) if who else None, address.format(**rows))
        page.evaluate("document.activeElement.blur()")
        for _ in range(80):
            page.keyboard.press("Tab")
            assert page.evaluate(IS_SEEN), (
                f"{address}: nobody sees that {page.evaluate('document.activeElement.outerHTML.slice(0, 200)')} has the focus"
            )
            if page.locator(act).first.evaluate("act => act === document.activeElement"):
                break
        else:
            raise AssertionError(f"{address}: eighty times Tab does not lead to {act}")


# A ring around the element itself or, for a hidden radio button, around its label.
IS_SEEN = """() => {
    const ring = element => {
        const style = getComputedStyle(element);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    };
    const here = document.activeElement;
    return here !== document.body && (ring(here) || (here.matches("input") && [...here.labels].some(label => ring(label) || [...label.children].some(ring))));
}"""


@pytest.mark.skipif(not MAKES_PICTURES, reason="only for pictures: make shots")
def test_the_demo_office_has_its_picture_taken(office, walk, on):
    on(TODAY)
    call_command("seed_demo", petitions=160, processes=1, stdout=StringIO(), stderr=StringIO())
    with office.run_as("worker"):
        sweep(TODAY)

    for locale, width in [("zh-CN", 1280), ("en-US", 1280), ("en-US", 390)]:
        page = walk(locale, width)
        for username, name, query in [
            ("supervisor", "supervision", ""),
            ("bureau", "board", ""),
            ("dispatcher", "worklist", "?tab=others"),
        ]:
            page.opened(Duty.objects.get(officer__username=username), reverse(name) + query, f"demo-{name}")
