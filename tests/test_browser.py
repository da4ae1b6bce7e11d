"""Does the browser bench notice what a person would suffer from? Each complaint is provoked once, on pages of the test's own."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language

from accounts.models import Organ
from tests.browser import check_axe, check_width, sign_in

pytestmark = pytest.mark.urls(__name__)

PAGE = """<!doctype html><html lang="{language}"><head><title>门厅</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>门厅</h1><p>{organs}</p></main></body></html>"""


@login_not_required
def hall(request):
    return HttpResponse(PAGE.format(language=get_language(), organs=Organ.objects.count()))


def study(request):
    return HttpResponse(PAGE.format(language="en", organs=request.duty))


@login_not_required
def cellar(request):
    return HttpResponse(PAGE.format(language="en", organs=0), status=404)


@login_not_required
def ruin(request):
    return HttpResponse(PAGE.format(language="en", organs=0), status=503)


urlpatterns = [path("", hall), path("study", study), path("cellar", cellar), path("ruin", ruin)]

TROUBLE = """() => {
    console.error("broken on purpose");
    setTimeout(() => { throw new Error("a script fell over") });
    document.body.append(Object.assign(new Image(), {src: "http://office.example/far.png", alt: ""}));
    document.body.append(Object.assign(document.createElement("script"), {textContent: "1"}));
    fetch("/cellar");
}"""


def test_a_page_that_complains_fails_its_test_unless_it_is_forgiven(page, watch):
    page.goto("/cellar")
    page.goto("/")
    assert watch.left() == []

    page.evaluate(TROUBLE)
    page.goto("/ruin")

    told = "\n".join(watch.left())
    for sign in (
        "broken on purpose",
        "a script fell over",
        "off this machine: http://office.example/far.png",
        "Content Security Policy",
        "503",
    ):
        assert sign in told
    watch.forgiven.append(".")


def test_a_refused_part_of_a_page_is_a_complaint_and_a_refused_page_is_not(page, watch):
    page.goto("/")
    page.evaluate("() => fetch('/cellar').then(answer => answer.text())")

    assert [complaint.split(" (")[0] for complaint in watch.left()] == [
        "console: Failed to load resource: the server responded with a status of 404"
    ]
    watch.forgiven.append("status of 404")


def test_barriers_and_overflow_are_found(page):
    page.goto("/")
    check_axe(page)
    check_width(page)

    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        check_axe(page)
    page.evaluate("() => document.querySelector('main').append('w'.repeat(5000))")
    with pytest.raises(AssertionError, match="pixels wide"):
        check_width(page)


def test_two_people_have_languages_and_widths_of_their_own_in_the_office_of_the_cast(cast, new_page, shot):
    desk, phone = new_page(), new_page("en-US", 390)

    desk.goto("/")
    phone.goto("/")

    assert desk.locator("html").get_attribute("lang") == "zh-hans"
    assert phone.locator("html").get_attribute("lang") == "en"
    assert (desk.viewport_size["width"], phone.viewport_size["width"]) == (1280, 390)
    assert desk.locator("p").text_content() == "5"
    assert shot(phone, "hall").stat().st_size > 1000


def test_an_officer_signs_in_with_the_duty_that_the_test_names(cast, page):
    sign_in(page, cast.handler)

    page.goto("/study")

    assert page.locator("p").text_content() == str(cast.handler)
