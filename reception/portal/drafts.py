"""Where is kept what a citizen has typed and not yet handed in? On the server, encrypted, found again by a signed cookie."""

import json
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from petitions import files
from petitions.models import Evidence
from reception.models import Draft

FORM = "submit"
COOKIE, SALT = "draft", "portal.draft"
KEPT = timedelta(days=7)
LARGEST = 100_000  # characters of one page; what is longer is shown again and not stored
FILE_FIELDS = ("name", "path", "content_type", "size", "sha256")


class OpenDraft:
    """One person's answers, page by page as they were typed, right or wrong."""

    def __init__(self, row):
        self.row = row
        self.typed = json.loads(row.typed)

    @property
    def idem(self) -> uuid.UUID:
        return uuid.UUID(self.typed["idem"])

    @property
    def files(self) -> list[dict]:
        return self.typed["files"]

    @property
    def is_report(self) -> bool:
        """Somebody is reported for wrongdoing: other questions, and the sealed lane."""
        return self.typed.get("is_report", False)

    def make_report(self, is_report=True):
        """What was typed stays, also where it changes its way."""
        self._change(lambda kept: kept.__setitem__("is_report", is_report))

    def answers(self, page) -> MultiValueDict | None:
        """What was typed on that page, as a form takes it; None where nobody was yet."""
        typed = self.typed["answers"].get(page)
        return None if typed is None else MultiValueDict(typed)

    def keep(self, page, form):
        """Keep what was typed into the fields of a page, right or wrong. Returns whether it was: no page is longer than LARGEST."""
        typed = {name: form.data.getlist(name) for name in form.fields if name in form.data}
        is_kept = sum(len(value) for values in typed.values() for value in values) <= LARGEST
        if is_kept:
            self._change(lambda kept: kept["answers"].__setitem__(page, typed))
        return is_kept

    def add_files(self, stored):
        """Unsaved Evidence whose bytes are on disk."""
        rows = [{field: getattr(evidence, field) for field in FILE_FIELDS} | {"key": uuid.uuid4().hex} for evidence in stored]
        self._change(lambda kept: kept["files"].extend(rows))

    def remove_file(self, key):
        gone = [row for row in self.files if row["key"] == key]
        self._change(lambda kept: kept.__setitem__("files", [row for row in kept["files"] if row["key"] != key]))
        files.discard(*map(evidence, gone))

    def evidence(self) -> list[Evidence]:
        return [evidence(row) for row in self.files]

    @transaction.atomic
    def _change(self, change):
        """Two windows may write at once: each changes its own page only."""
        self.row = Draft.objects.select_for_update().get(pk=self.row.pk)
        self.typed = json.loads(self.row.typed)
        change(self.typed)
        self.row.typed = json.dumps(self.typed)
        self.row.save()

    def discard(self):
        files.discard(*self.evidence())
        self.row.delete()

    def remember(self, response):
        response.set_signed_cookie(
            COOKIE, self.row.slug, salt=SALT, max_age=KEPT, path=reverse("submit"), httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )  # fmt: skip
        return response


def evidence(row) -> Evidence:
    return Evidence(**{field: row[field] for field in FILE_FIELDS}, is_from_petitioner=True)


def begin(*, is_report=False) -> OpenDraft:
    sweep()
    typed = {"idem": str(uuid.uuid4()), "answers": {}, "files": [], "is_report": is_report}
    return OpenDraft(Draft.objects.create(form=FORM, typed=json.dumps(typed)))


def of(request) -> OpenDraft | None:
    slug = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=KEPT)
    row = Draft.objects.filter(slug=slug, form=FORM, duty=None).first() if slug else None
    return OpenDraft(row) if row else None


def forget(response):
    response.delete_cookie(COOKIE, path=reverse("submit"), samesite="Lax")
    return response


def sweep(at_most=20):
    """Each new draft clears a few that nobody came back to, with their files."""
    for row in Draft.objects.filter(form=FORM, duty=None, updated_at__lt=timezone.now() - KEPT)[:at_most]:
        OpenDraft(row).discard()
