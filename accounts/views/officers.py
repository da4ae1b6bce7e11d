"""Who works here, and what may each act as? Pages of the system administrator."""

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import second_factor
from accounts.access import for_roles
from accounts.forms import DutyForm, EndDutyForm, NewOfficerForm, OfficerForm, ReasonForm
from accounts.forms.officers import LAST_ADMIN, is_last_admin
from accounts.models import AccessRecord, Duty, Officer, Organ, Role, SecondFactor

SIZE = 40
RECORDS = 20
SHOWN = ("active", "without", "closed")


@for_roles(Role.ADMIN)
@require_safe
def officers(request):
    """By sign-in name; a search takes name, sign-in name, e-mail and organ."""
    typed, shown = request.GET.get("q", "").strip()[:100], request.GET.get("show", "")
    current = Duty.objects.current().select_related("organ").order_by("id")
    rows = Officer.objects.prefetch_related(Prefetch("duties", current, to_attr="current_duties")).order_by("username")
    for word in typed.split()[:8]:
        of_organ = Duty.objects.current().filter(
            Q(organ__name__icontains=word) | Q(organ__short_name__icontains=word), officer=OuterRef("pk")
        )
        rows = rows.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(email__icontains=word) | Exists(of_organ))
    if shown in ("active", "closed"):
        rows = rows.filter(is_active=shown == "active")
    elif shown == "without":
        rows = rows.filter(~Exists(Duty.objects.current().filter(officer=OuterRef("pk"))), is_active=True)
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/officers.html", {"page": page, "q": typed, "show": shown if shown in SHOWN else ""})


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request):
    """The answer to the form shows the first password; it is kept nowhere else."""
    organ = Organ.objects.active().filter(slug=request.GET.get("organ", "")).first()
    form = NewOfficerForm(request.POST or None, initial={"organ": organ})
    if request.method == "POST" and form.is_valid():
        officer = form.save(commit=False)
        password = officer.give_password()
        with transaction.atomic():
            officer.save()
            Duty.objects.create(officer=officer, organ=form.cleaned_data["organ"], role=form.cleaned_data["role"])
        return render(request, "accounts/officer_password.html", {"officer": officer, "password": password, "is_new": True})
    return render(request, "accounts/officer_form.html", {"form": form, "officer": None})


@for_roles(Role.ADMIN)
@require_safe
def officer(request, slug):
    return _page(request, _find(slug))


def _page(request, officer, form=None, reason=None, status=200):
    today = timezone.localdate()
    duties = list(officer.duties.select_related("organ").order_by("id"))
    current = [duty for duty in duties if duty.ended_on is None or duty.ended_on > today]
    past = [duty for duty in reversed(duties) if duty.ended_on and duty.ended_on <= today]
    context = {
        "officer": officer, "current": current, "past": past, "today": today, "form": form or DutyForm(officer=officer, today=today),
        "reason": reason or ReasonForm(), "factor": SecondFactor.objects.filter(officer=officer).first(),
        "records": officer.access_records.select_related("by")[:RECORDS],
    }  # fmt: skip
    return render(request, "accounts/officer.html", context, status=status)


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug):
    officer = _find(slug)
    form = OfficerForm(request.POST or None, instance=officer)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The changes are saved."))
        return redirect("officer", officer.slug)
    return render(request, "accounts/officer_form.html", {"form": form, "officer": _find(slug)})


@for_roles(Role.ADMIN)
@require_POST
@never_cache
def reset_password(request, slug):
    """A password that is shown once and must be changed; all sessions of the officer end, and the officer hears of it."""
    officer = _find(slug)
    password = officer.give_password()
    with transaction.atomic():
        officer.save()
        officer.sessions.all().delete()
        AccessRecord.objects.create(officer=officer, what=AccessRecord.What.PASSWORD_GIVEN, by=request.user)
    _tell(officer, _("The system administrator has given you a new password. If you did not ask for it, please tell your office at once."))
    return render(request, "accounts/officer_password.html", {"officer": officer, "password": password, "is_new": False})


def _tell(officer, words):
    if officer.email:
        send_mail(_("Your sign-in"), f"{words}\n\n{settings.OFFICE_NAME}\n", None, [officer.email], fail_silently=True)


@for_roles(Role.ADMIN)
@require_POST
def reset_second_factor(request, slug):
    """For whoever has lost telephone and paper: with a reason, never for oneself, and the officer hears of it."""
    officer = _find(slug)
    reason = ReasonForm(request.POST)
    if reason.is_valid() and officer == request.user:
        reason.add_error(None, _("Nobody resets their own second factor. Please ask another administrator."))
    if not reason.is_valid():
        return _page(request, officer, reason=reason, status=422)
    second_factor.reset(officer, by=request.user, reason=reason.cleaned_data["reason"])
    _tell(
        officer,
        _(
            "The system administrator has reset the second factor of your sign-in. If you did not ask for it, please tell your office at once."
        ),
    )
    messages.success(request, _("%(name)s sets up a new second factor at the next sign-in.") % {"name": officer.name})
    return redirect("officer", officer.slug)


@for_roles(Role.ADMIN)
@require_POST
@transaction.atomic
def open_or_close(request, slug):
    """May this officer sign in? Duties stay as they are, and open nothing while the answer is no."""
    officer = get_object_or_404(Officer.objects.select_for_update(), slug=slug)
    if officer.is_active and is_last_admin(officer.duties.all()):
        messages.warning(request, LAST_ADMIN)
        return redirect("officer", officer.slug)
    officer.is_active = not officer.is_active
    officer.save(update_fields=["is_active"])
    officer.sessions.all().delete()
    what = AccessRecord.What.OPENED if officer.is_active else AccessRecord.What.CLOSED
    AccessRecord.objects.create(officer=officer, what=what, by=request.user)
    told = _("%(name)s may sign in again.") if officer.is_active else _("%(name)s cannot sign in any more, and is signed out now.")
    messages.success(request, told % {"name": officer.name})
    return redirect("officer", officer.slug)


@for_roles(Role.ADMIN)
@require_POST
def give_duty(request, slug):
    officer = _find(slug)
    form = DutyForm(request.POST, officer=officer, today=timezone.localdate())
    if form.is_valid():
        try:
            with transaction.atomic():
                duty = Duty.objects.create(officer=officer, **form.cleaned_data)
        except IntegrityError:  # pressed twice
            form.add_error("role", _("This officer already has this duty."))
        else:
            messages.success(request, _("%(duty)s: given.") % {"duty": duty})
            return redirect("officer", officer.slug)
    return _page(request, officer, form, status=422)


@for_roles(Role.ADMIN)
@require_POST
@transaction.atomic
def set_principal(request, slug):
    """主要负责人, or no longer: who signs the completion reports of the organ."""
    leaders = Duty.objects.select_for_update(of=("self",)).select_related("officer", "organ").exclude(ended_on__lte=timezone.localdate())
    duty = get_object_or_404(leaders, slug=slug, role=Role.O_LEAD)
    duty.is_principal = not duty.is_principal
    duty.save()
    told = _("%(duty)s: principal of the organ.") if duty.is_principal else _("%(duty)s: not the principal of the organ any more.")
    messages.success(request, told % {"duty": duty})
    return redirect("officer", duty.officer.slug)


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def end_duty(request, slug):
    """The duty stays in the records with its last day; open matters stay with the organ."""
    today = timezone.localdate()
    duty = get_object_or_404(Duty.objects.select_related("officer", "organ").exclude(ended_on__lte=today), slug=slug)
    form = EndDutyForm(request.POST or None, duty=duty, today=today)
    if request.method == "POST" and form.is_valid():
        duty.ended_on = form.cleaned_data["ended_on"]
        duty.save()
        messages.success(request, _("%(duty)s: ended.") % {"duty": duty})
        return redirect("officer", duty.officer.slug)
    return render(request, "accounts/duty_end.html", {"form": form, "ending": duty})


def _find(slug):
    return get_object_or_404(Officer, slug=slug)
