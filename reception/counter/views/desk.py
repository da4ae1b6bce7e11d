"""How does a clerk serve one visitor after another on one screen?"""

import uuid
from dataclasses import replace
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import for_roles
from accounts.encryption import new_slug
from accounts.models import Role
from petitions import files, masking
from petitions.decision import Action, gate
from petitions.models import Category, Contact, Petition
from petitions.search import plain_phone
from reception.counter import alike, drafts
from reception.counter.forms import CHANNELS, People, RegistrationForm, clean_paper, too_many_representatives
from reception.counter.registration import register

DESK = (Role.CLERK, Role.DISPATCHER, Role.LIAISON)
TODAYS = 30
LOOKED_AT = ("name", "phone", "paper_number", "paper", "subject", "text", "place")
DRAFTS_SHOWN = 12
LANGUAGES = ["普通话", "粤语", "吴语", "闽南语", "客家话", "藏语", "蒙古语", "维吾尔语", "壮语", "彝语", "English"]


def nothing_is_lost(view):
    """A clerk whose session has ended presses the button: the words go into the draft, and signing in leads back to it."""

    @login_not_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        duty, slug = drafts.holder_of(request.POST.get("ticket"))
        if not duty:
            return redirect_to_login(request.path)
        kept, _refused = files.store_all(request.FILES.getlist("files"))
        draft = drafts.keep(duty, slug, request.POST, kept)
        return redirect_to_login(reverse("desk-draft", args=[slug]) if draft else reverse("desk"))

    return guarded


@nothing_is_lost
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*DESK)
def desk(request):
    if request.method == "POST":
        return handed_in(request)
    channel = request.GET.get("channel")
    initial = {"idem": uuid.uuid4(), "window": request.session.get("window", "")}
    if channel in dict(CHANNELS):
        initial["channel"] = channel
    return screen(request, RegistrationForm(duty=request.duty, initial=initial), People(), new_slug())


@never_cache
@require_GET
@for_roles(*DESK)
def draft(request, slug):
    """A form that was begun before, as it was typed."""
    row = get_object_or_404(drafts.of(request.duty), slug=slug)
    form, people = forms_of(request, drafts.posted_of(row))
    return screen(request, form.without_complaints(), people.without_complaints(), slug, row)


@require_POST
@for_roles(*DESK)
def discard(request, slug):
    drafts.discard(get_object_or_404(drafts.of(request.duty), slug=slug))
    messages.success(request, _("The draft was deleted."))
    return redirect("desk")


@login_not_required
@never_cache
@require_POST
def save(request):
    """The form as it is being typed. It carries its own right to be kept (drafts.ticket), so that an ended session loses nothing."""
    duty, slug = drafts.holder_of(request.POST.get("ticket"))
    if not duty:
        raise Http404
    row = drafts.keep(duty, slug, request.POST)
    context = {"draft": row, "now": timezone.localtime(), "is_signed_out": not request.user.is_authenticated, "slug": slug}
    return render(request, "reception/counter/_saved.html", context)


@require_POST
@for_roles(*DESK)
def alike_lines(request):
    """What is known of this person and this matter, beside the form; by POST, since the words are personal."""
    said = {name: request.POST.get(name, "") for name in LOOKED_AT}
    return render(request, "reception/counter/_alike.html", beside_the_form(request, said, request.POST.get("repeats", "")))


@require_GET
@for_roles(*DESK)
def beside(request, number):
    """One petition in short, beside the form."""
    petition = gate(request, number, Action.SEE_TEXT, Petition.objects.with_people())
    contact = petition.contacts.first()
    context = {
        "petition": petition, "contact": contact, "claims": petition.claims.all(), "who": masking.name_for(request.duty, petition),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "reception/counter/_beside.html", context)


def forms_of(request, posted):
    return RegistrationForm(posted, duty=request.duty), People(posted)


def handed_in(request):
    duty, slug = drafts.holder_of(request.POST.get("ticket"))
    if not slug:
        slug = new_slug()
    form, people = forms_of(request, request.POST)
    kept, refused = files.store_all(request.FILES.getlist("files"))
    row = drafts.keep(request.duty, slug, request.POST, kept, without=request.POST.get("remove_file", ""))
    if "add_person" in request.POST:
        return screen(request, form.without_complaints(), one_more(request.POST).without_complaints(), slug, row)
    if "remove_file" in request.POST or "add_files" in request.POST:
        return screen(request, form.without_complaints(), people.without_complaints(), slug, row, refused=refused)
    is_good = form.is_valid() & people.is_valid()
    if duty and duty != request.duty:
        form.add_error(
            None,
            _("You now act as %(duty)s, but this form was opened by another duty. Press “Register” again to go on.")
            % {"duty": request.duty},
        )
        is_good = False
    for sentence in refused:
        form.add_error("files", sentence)
    if is_good and (sentence := too_many_representatives(form, people.people())):
        form.add_error(None, sentence)
    if not form.is_valid() or not is_good:
        return screen(request, form, people, slug, row, status=422)
    return registered(request, form, people, row)


def registered(request, form, people, row):
    before = Contact.objects.filter(idem=form.cleaned_data["idem"]).first()
    if before and before.text != form.cleaned_data["text"]:
        messages.warning(
            request, _("This form had been registered already; what you changed after that was not saved. Add it on the petition's page.")
        )
    petition = register(form, people.people(), [drafts.as_evidence(item) for item in drafts.files_of(row)])
    if row and row.pk:
        row.delete()
    drafts.forget_old(request.duty)
    request.session["window"] = form.cleaned_data["window"]
    return redirect("desk-receipt", petition.number)


def one_more(posted):
    """The rows of further people with an empty one after them, for a browser without scripts."""
    posted = MultiValueDict({name: posted.getlist(name) for name in posted})
    total = posted.get("form-TOTAL_FORMS", "0")
    posted["form-TOTAL_FORMS"] = str(int(total) + 1) if total.isascii() and total.isdigit() and len(total) < 4 else "1"
    posted.setdefault("form-INITIAL_FORMS", "0")
    return People(posted)


def screen(request, form, people, slug, row=None, refused=(), status=200):
    said = {name: form[name].value() or "" for name in LOOKED_AT}
    context = {
        "form": form, "people": people, "slug": slug, "ticket": drafts.ticket(request.duty, slug), "draft": row,
        "kept_files": drafts.files_of(row), "refused": refused, "languages": LANGUAGES,
        "categories": Category.objects.filter(closed_on=None).values_list("path", flat=True),
        "drafts": drafts.of(request.duty).exclude(slug=slug)[:DRAFTS_SHOWN], "todays": todays(request.duty), "today": timezone.localdate(),
        **(beside_the_form(request, said, form["repeats"].value() or "") if form.is_bound else {}),
    }  # fmt: skip
    return render(request, "reception/counter/desk.html", context, status=status)


def registered_today(duty):
    """What this duty wrote down today, at whatever desk."""
    return Contact.objects.filter(duty=duty.pk, recorded_at__gte=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0))


def todays(duty):
    """The petitions that this duty registered today, with the receipt of each."""
    seen = Petition.objects.visible_to(duty).filter(first_organ=duty.organ_id, is_taken_over=False, first_receiver__isnull=False)
    rows = seen.filter(pk__in=registered_today(duty).values("arrivals__petition"))
    return [(petition, masking.name_for(duty, petition)) for petition in rows.with_people().order_by("-id")[:TODAYS]]


def beside_the_form(request, said, repeats):
    duty = request.duty
    said = {name: str(words).replace("\0", "")[:20_000] for name, words in said.items()}
    repeats = str(repeats).replace("\0", "")[:20]
    people = alike.same_person(duty, name=said["name"], phone=said["phone"], paper_number=said["paper_number"])
    matters = alike.same_matter(duty, subject=said["subject"], text=said["text"], place=said["place"])
    also = {line.petition.pk: line.why for line in matters}
    people = [replace(line, why=f"{line.why}; {also[line.petition.pk]}") if line.petition.pk in also else line for line in people]
    known = {line.petition.pk for line in people}
    shown = {line.petition.number for line in (*people, *matters)}
    chosen = Petition.objects.visible_to(duty).with_people().filter(number=repeats).first() if repeats and repeats not in shown else None
    return {
        "same_person": people, "same_matter": [line for line in matters if line.petition.pk not in known],
        "chosen": chosen, "repeats": repeats, "checks": checks(said), "today": timezone.localdate(),
    }  # fmt: skip


def checks(said) -> list[dict]:
    """What the fields will be understood as, before anybody presses a button."""
    found = []
    phone = plain_phone(said["phone"])
    if phone and phone != said["phone"]:
        found.append({"label": _("Telephone, as it is kept"), "text": phone})
    if said["paper_number"]:
        try:
            number = clean_paper(said["paper_number"], said["paper"])
        except ValidationError as wrong:
            found.append({"label": _("Number of the paper"), "text": " ".join(wrong.messages), "is_wrong": True})
        else:
            if number != said["paper_number"]:
                found.append({"label": _("Number of the paper, as it is kept"), "text": number})
    return found
