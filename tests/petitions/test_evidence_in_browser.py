"""Do the pages of a file do on every screen: shown, held back, waiting, and in the list of the petition?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from petitions import files
from petitions.files import checking
from petitions.models import Evidence
from tests.browser import check_axe, check_width, sign_in, two_screens
from tests.uploads.hostile import acting
from tests.uploads.samples import DOCX, pdf, photograph
from tests.uploads.samples import office as docx


def added(petition, by, name, content):
    evidence = files.store(SimpleUploadedFile(name, content))
    petition.advance("add_material", by=by, files=[evidence])
    return Evidence.objects.get(pk=evidence.pk)


@two_screens
@pytest.mark.files_wait
def test_a_file_is_looked_at_without_touching_it(office, cast, new_page, shot, locale, width):
    petition = cast.accepted()
    kept = {
        "picture": added(petition, cast.handler, "屋顶漏水现场.jpg", photograph((900, 600))),
        "paper": added(petition, cast.handler, "租赁合同.pdf", pdf(7)),
        "words": added(petition, cast.handler, "情况说明.docx", docx(DOCX)),
        "held": added(petition, cast.handler, "退税表单.pdf", pdf(change=acting("open"))),
    }
    checking.check_waiting(timezone.now())
    page = new_page(locale=locale, width=width)
    sign_in(page, cast.handler)

    for name, evidence in kept.items():
        page.goto(f"/cases/{petition.number}/evidence/{evidence.slug}/view/")
        check_axe(page)
        check_width(page)
        shot(page, f"evidence-{name}-{locale[:2]}-{width}")
        assert page.locator(".preview img").count() == {"picture": 1, "paper": 5}.get(name, 0)
        drawn = "images => images.every(image => image.complete && image.naturalWidth > 0)"
        assert page.locator(".preview img").evaluate_all(drawn)
    page.goto(petition.get_absolute_url())
    check_axe(page)
    check_width(page)
    shot(page, f"evidence-list-{locale[:2]}-{width}")
    page.locator("#evidence-title").scroll_into_view_if_needed()
    page.locator("section:has(> #evidence-title) a").first.click()
    page.wait_for_url("**/view/")
