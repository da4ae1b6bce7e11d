"""How does a clerk take over a spreadsheet: look at it first, confirm, and see it go in?"""

import os
import secrets

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions.files import label_of
from petitions.models import Channel
from reception.importing import FIELDS
from reception.importing.sheet import LARGEST
from reception.models import ImportJob
from reception.tasks import ring, rows_done

TAKES_OVER = (Role.CLERK, Role.DISPATCHER)
RING_AGAIN_AFTER = 30  # seconds without an answer
JOBS_SHOWN = 10
ERRORS_SHOWN = 200


class UploadForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"), max_length=500, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        help_text=gettext_lazy("Excel (.xlsx) or text (.csv in UTF-8 or GBK), the first row with headings. At most 64 MB."),
        error_messages={"required": gettext_lazy("Please choose a file."), "empty": gettext_lazy("The file is empty."), "invalid": gettext_lazy("Please choose a file.")},
    )  # fmt: skip

    def clean_file(self):
        uploaded = self.cleaned_data["file"]
        if uploaded.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 64 MB. Please split it."))
        return uploaded


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*TAKES_OVER)
def start(request):
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        for old in ImportJob.objects.forgotten():
            old.forget_file()
        uploaded = form.cleaned_data["file"]
        job = ImportJob.objects.create(
            duty=request.duty, name=label_of(uploaded.name), path=keep(uploaded), language=get_language(), channel=""
        )
        ring(job)
        return redirect("import-job", job.slug)
    context = {"form": form, "jobs": request.duty.import_jobs.all()[:JOBS_SHOWN]}
    return render(request, "reception/counter/import.html", context, status=422 if form.is_bound and form.errors else 200)


def keep(uploaded) -> str:
    """Write the upload under a random name, for nobody but this system. Returns the path below MEDIA_ROOT."""
    path = f"imports/{secrets.token_hex(16)}"
    target = settings.MEDIA_ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in uploaded.chunks():
            file.write(chunk)
    return path


def own(request, slug, **conditions):
    return get_object_or_404(request.duty.import_jobs, slug=slug, **conditions)


def context_of(job):
    report = job.report
    fields = [(name, words) for name, (words, _headings) in FIELDS.items()]
    rows_in_all = report.get("rows", 0) if job.state == ImportJob.State.RUNNING else 0
    done = rows_done(job)
    return {
        "job": job, "report": report, "fields": fields, "channels": Channel.choices, "has_channel": any(name == "channel" for _heading, name in report.get("headings", [])),
        "errors": report.get("errors", [])[:ERRORS_SHOWN], "errors_left": max(len(report.get("errors", [])) - ERRORS_SHOWN, 0),
        "done": done, "rows_in_all": rows_in_all, "percent": min(100 * done // rows_in_all, 100) if rows_in_all else None,
    }  # fmt: skip


@never_cache
@require_safe
@for_roles(*TAKES_OVER)
def job(request, slug):
    return render(request, "reception/counter/import_job.html", context_of(own(request, slug)))


@never_cache
@require_safe
@for_roles(*TAKES_OVER)
def progress(request, slug):
    """The part of the page that asks again every second as long as a worker reads."""
    found = own(request, slug)
    if found.is_at_work and (timezone.now() - found.rung_at).total_seconds() > RING_AGAIN_AFTER:
        ring(found)
    return render(request, "reception/counter/_import_job.html", context_of(found))


@require_POST
@for_roles(*TAKES_OVER)
def read_again(request, slug):
    """With other columns, as the clerk says."""
    found = own(request, slug, state__in=[ImportJob.State.READY, ImportJob.State.REFUSED])
    headings = [heading for heading, _name in found.report.get("headings", [])]
    columns = {}
    for place, heading in enumerate(headings):
        name = request.POST.get(f"column-{place}", "")
        if name in FIELDS and heading:
            columns.setdefault(name, heading)
    channel = request.POST.get("channel", "")
    found.columns, found.channel = columns, channel if channel in Channel.values else ""
    found.state, found.language = ImportJob.State.CHECKING, get_language()
    found.save()
    ring(found)
    return redirect("import-job", found.slug)


@require_POST
@for_roles(*TAKES_OVER)
def confirm(request, slug):
    """Once: a second press finds the job on its way."""
    found = own(request, slug)
    if ImportJob.objects.filter(pk=found.pk, state=ImportJob.State.READY).update(state=ImportJob.State.RUNNING):
        found.refresh_from_db()
        ring(found)
    return redirect("import-job", found.slug)


@require_POST
@for_roles(*TAKES_OVER)
def discard(request, slug):
    found = own(request, slug, state__in=[ImportJob.State.READY, ImportJob.State.REFUSED])
    found.forget_file()
    found.delete()
    messages.success(request, _("The file was deleted. Nothing was taken over."))
    return redirect("import")
