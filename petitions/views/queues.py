"""How does an officer keep a filter as a queue, change it, and let it go?"""

import logging

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from petitions import queues, visibility
from petitions.forms.queue import QueueForm
from petitions.models import Queue

from .worklist import Listing

logger = logging.getLogger(__name__)


@for_roles(*visibility.CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request):
    """The filters stand in the address, as they do on the list from which one comes."""
    listing = Listing(request)
    queue = Queue(duty=request.duty, tab=listing.tab.name, query=listing.query.dict())
    form = QueueForm(request.POST if request.method == "POST" else None, instance=queue, duty=request.duty)
    if form.is_valid() and Queue.objects.filter(duty=request.duty).count() >= queues.MOST_OF_ONE:
        form.add_error(None, _("You may keep %(number)d queues. Let one go first.") % {"number": queues.MOST_OF_ONE})
    if form.is_valid() and saved(form):
        logger.info("queue %s kept by duty %s", queue.slug, request.duty.slug)
        messages.success(request, _("The filter is kept as a queue."))
        return to_list(queue)
    return render(request, "petitions/queue.html", {"form": form, "listing": listing, "queue": None}, status=422 if form.is_bound else 200)


@for_roles(*visibility.CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request, slug):
    kept = get_object_or_404(queues.changed_by(request.duty), slug=slug)
    if kept.tab not in [tab.name for tab in Listing(request).tabs]:
        raise Http404
    form = QueueForm(request.POST if request.method == "POST" else None, instance=kept, duty=request.duty)
    if form.is_valid() and saved(form):
        messages.success(request, _("The changes are saved."))
        return to_list(kept)
    context = {"form": form, "listing": Listing(request, queue=kept), "queue": get_object_or_404(Queue, pk=kept.pk)}
    return render(request, "petitions/queue.html", context, status=422 if form.is_bound else 200)


def saved(form) -> bool:
    try:
        with transaction.atomic():
            form.kept().save()
    except IntegrityError:  # pressed twice
        form.add_error("name", _("You have a queue of this name already."))
        return False
    return True


@require_POST
@for_roles(*visibility.CASE_ROLES)
def drop(request, slug):
    kept = get_object_or_404(queues.changed_by(request.duty), slug=slug)
    logger.info("queue %s let go by duty %s", kept.slug, request.duty.slug)
    kept.delete()
    messages.success(request, _("The queue is gone; the petitions in it stay where they are."))
    return redirect("worklist")


def to_list(queue):
    return redirect(f"{reverse('worklist')}?queue={queue.slug}")
