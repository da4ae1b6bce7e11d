"""Does a leader get from a plot to its petitions, by a click and without scripts?"""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from supervision import ladder
from tests.browser import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def matters(office, cast):
    cast.transferred()
    cast.accepted()
    cast.served()
    ladder.sweep(date(2026, 6, 1))
    return cast


def test_a_click_on_a_bar_opens_the_petitions_it_stands_for(matters, new_page):
    page = new_page()
    sign_in(page, matters.bureau_leader)
    page.goto("/board/")
    figure = page.locator("[data-chart]").first
    expect(figure.locator("canvas")).to_be_visible()

    figure.locator("canvas").scroll_into_view_if_needed()
    box = figure.locator("canvas").bounding_box()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    for place in range(4, 40):  # along the foot of the plot, until a bar is hit, and then no further
        page.mouse.click(box["x"] + box["width"] * place / 40, box["y"] + box["height"] * 0.85)
        page.wait_for_timeout(100)
        if asked:
            break
    page.wait_for_url(re.compile(r"/cases/\?"))

    expect(page.locator("[data-row]").first).to_be_visible()


def test_the_numbers_are_a_table_that_links_without_scripts(matters, new_page):
    page = new_page(java_script_enabled=False)
    sign_in(page, matters.bureau_leader)
    page.goto("/board/")

    page.locator("#by-organ-title").locator("xpath=ancestor::figure").locator("td a").first.click()

    page.wait_for_url(re.compile(r"/cases/\?.*organ_slug="))
    expect(page.locator("table.worklist tbody tr")).to_have_count(2)
