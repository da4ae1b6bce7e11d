"""What happens to a form that a clerk has begun and not yet registered? It is kept on the server, also when the session ends."""

import json
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts import acting
from accounts.models import Duty
from petitions import files
from petitions.models import Contact, Evidence
from reception.models import Draft

from .forms import FORM

SALT, TICKET_LASTS = "desk.draft", timedelta(days=3)
KEPT = timedelta(days=30)
NOT_TYPED = ("csrfmiddlewaretoken", "ticket", "remove_file", "add_person", "add_files")
SAYS_SOMETHING = ("name", "phone", "paper_number", "address", "subject", "text", "claims", "place", "co_signers", "explained", "email")
FILE_FIELDS = ("name", "path", "content_type", "size", "sha256")


def ticket(duty, slug) -> str:
    """The right to write this one draft of this duty, and nothing else: it works after the session has ended, and reads nothing."""
    return signing.dumps([duty.slug, slug], salt=SALT)


def holder_of(text) -> tuple[Duty | None, str]:
    """The duty and the draft that a ticket is for; (None, "") when it is none of ours or too old."""
    try:
        duty, slug = signing.loads(text or "", salt=SALT, max_age=TICKET_LASTS)
    except (signing.BadSignature, ValueError):
        return None, ""
    return Duty.objects.current().filter(slug=duty).select_related("organ", "officer").first(), slug


@transaction.atomic
def keep(duty, slug, posted, added=(), without="") -> Draft | None:
    """Keep what was posted beside the files that were kept before. `added`: unsaved Evidence; `without`: key of a file that goes.

    None where nothing was typed yet. A form that has been registered in the meantime is not kept again.
    """
    typed = {name: posted.getlist(name) for name in posted if name not in NOT_TYPED}
    rows = Draft.objects.select_for_update()
    row = rows.filter(duty=duty, slug=slug, form=FORM).first()
    if not row and not added and not any(value.strip() for name in SAYS_SOMETHING for value in typed.get(name, [])):
        return None
    if _is_registered(posted.get("idem", "")):
        files.discard(*added)
        return row
    row, _is_new = rows.get_or_create(duty=duty, slug=slug, form=FORM)  # two presses at once: the second waits for the first
    before = files_of(row)
    kept = [item for item in before if item["key"] != without] + [_as_values(evidence) for evidence in added]
    row.typed = json.dumps({"posted": typed, "files": kept})
    row.label = next((value.strip()[:60] for name in ("name", "subject", "text") for value in typed.get(name, []) if value.strip()), "")
    row.save()
    transaction.on_commit(lambda: files.discard(*(as_evidence(item) for item in before if item["key"] == without)))
    return row


def _is_registered(idem) -> bool:
    """Asked as the office: the form's own number is a secret, and its petition may be out of the clerk's sight already."""
    try:
        with acting.as_office():
            return Contact.objects.filter(idem=UUID(idem)).exists()
    except ValueError:
        return False


def posted_of(draft) -> MultiValueDict:
    return MultiValueDict(json.loads(draft.typed)["posted"])


def files_of(draft) -> list[dict]:
    return json.loads(draft.typed)["files"] if draft and draft.typed else []


def as_evidence(item) -> Evidence:
    return Evidence(**{field: item[field] for field in FILE_FIELDS}, is_from_petitioner=True)


def _as_values(evidence):
    return {field: getattr(evidence, field) for field in FILE_FIELDS} | {"key": evidence.slug}


def of(duty):
    return duty.drafts.filter(form=FORM)


def discard(draft):
    files.discard(*map(as_evidence, files_of(draft)))
    draft.delete()


def forget_old(duty):
    for draft in of(duty).filter(updated_at__lt=timezone.now() - KEPT):
        discard(draft)
