"""Which organs are there, and where do they stand? Pages of the system administrator."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.changes import changes_of
from accounts.forms import MoveForm, OrganForm
from accounts.models import Duty, Organ, Role


@for_roles(Role.ADMIN)
@require_safe
def organs(request):
    """The whole tree; a search keeps what matches and what stands above it."""
    typed, with_closed = request.GET.get("q", "").strip()[:100], request.GET.get("closed") == "1"
    today = timezone.localdate()
    current = Q(duties__since__lte=today, duties__officer__is_active=True) & (Q(duties__ended_on=None) | Q(duties__ended_on__gt=today))
    found = Organ.objects.annotate(officers=Count("duties__officer", filter=current, distinct=True))
    tree = (found if with_closed else found.active()).as_tree()
    shown = _with_superiors(tree, typed) if typed else tree
    return render(request, "accounts/organs.html", {"organs": shown, "q": typed, "with_closed": with_closed, "is_empty": not tree})


def _with_superiors(tree, typed):
    by_key = {organ.pk: organ for organ in tree}
    kept = set()
    for organ in tree:
        text = f"{organ.name} {organ.short_name} {organ.code} {organ.competences}".lower()
        organ.is_match = all(word in text for word in typed.lower().split())
        above = organ if organ.is_match else None
        while above and above.pk not in kept:
            kept.add(above.pk)
            above = by_key.get(above.parent_id)
    return [organ for organ in tree if organ.pk in kept]


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    superior = Organ.objects.active().filter(slug=request.GET.get("below", "")).first()
    form = OrganForm(request.POST or None, initial={"parent": superior, "level": superior.level if superior else None})
    if request.method == "POST" and form.is_valid():
        form.instance.parent = form.cleaned_data["parent"]
        form.save()
        messages.success(request, _("%(organ)s is entered. Next: give somebody a duty there.") % {"organ": form.instance.name})
        return redirect("organ", form.instance.slug)
    return render(request, "accounts/organ_form.html", {"form": form, "organ": None})


@for_roles(Role.ADMIN)
@require_safe
def organ(request, slug):
    organ = _find(slug)
    today = timezone.localdate()
    duties = Duty.objects.filter(organ=organ).filter(Q(ended_on=None) | Q(ended_on__gt=today)).select_related("officer")
    context = {
        "organ": organ,
        "below": organ.children.active(),
        "staff": duties.order_by("role", "officer__name", "id"),
        "changes": changes_of(organ),
    }
    return render(request, "accounts/organ.html", {**context, "today": today})


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug):
    organ = _find(slug)
    form = OrganForm(request.POST or None, instance=organ)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The changes are saved."))
        return redirect("organ", organ.slug)
    return render(request, "accounts/organ_form.html", {"form": form, "organ": _find(slug)})


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, slug):
    """The tree of yesterday stays in the dated paths; today the organ and all below it stand elsewhere."""
    organ = _find(slug)
    if organ.parent_id is None or organ.closed_on:
        raise Http404
    form = MoveForm(request.POST or None, organ=organ)
    if request.method == "POST" and form.is_valid():
        organ.parent = form.cleaned_data["parent"]
        try:
            with transaction.atomic():
                organ.save()
        except IntegrityError:  # somebody moved the new superior below this one meanwhile
            form.add_error("parent", _("This organ stands below the one you are moving now. Please choose another one."))
        else:
            messages.success(
                request, _("%(organ)s stands below %(superior)s from today on.") % {"organ": organ.name, "superior": organ.parent.name}
            )
            return redirect("organ", organ.slug)
    return render(request, "accounts/organ_move.html", {"form": form, "organ": _find(slug)})


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def close(request, slug):
    """Refused while anybody has a duty there or an open organ stands below; the page says who and which."""
    organ = get_object_or_404(Organ.objects.select_for_update(no_key=True), slug=slug, closed_on=None)
    duties = Duty.objects.filter(organ=organ).filter(Q(ended_on=None) | Q(ended_on__gt=timezone.localdate()))
    duties, below = list(duties.select_related("officer").order_by("id")), list(organ.children.active())
    if request.method == "POST" and not duties and not below:
        organ.closed_on = timezone.localdate()
        organ.save()
        messages.success(request, _("%(organ)s is closed. What it did stays in the files.") % {"organ": organ.name})
        return redirect("organ", organ.slug)
    return render(
        request,
        "accounts/organ_close.html",
        {"organ": organ, "staff": duties, "below": below},
        status=409 if request.method == "POST" else 200,
    )


@for_roles(Role.ADMIN)
@require_POST
def open_again(request, slug):
    organ = _find(slug)
    if organ.parent and organ.parent.closed_on:
        messages.warning(request, _("Its superior organ is closed. Open that one first."))
    elif organ.closed_on:
        organ.closed_on = None
        organ.save()
        messages.success(request, _("%(organ)s is open again.") % {"organ": organ.name})
    return redirect("organ", organ.slug)


def _find(slug):
    return get_object_or_404(Organ.objects.select_related("parent"), slug=slug)
