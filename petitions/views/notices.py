"""What is new for me?"""

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from petitions.models import Notice, Petition
from petitions.notices import sentence

SHOWN = 60


def mine(duty):
    """My notices; a matter that I may not see any more has none."""
    return Notice.objects.filter(duty=duty, channel=Notice.Channel.DESK).filter(
        Q(petition=None) | Exists(Petition.objects.visible_to(duty).filter(pk=OuterRef("petition")))
    )


@for_roles()
def notices(request):
    rows = mine(request.duty).select_related("petition").defer("petition__query_code")[: SHOWN + 1]
    lines = [{"notice": notice, "words": sentence(notice)} for notice in rows]
    context = {
        "lines": lines[:SHOWN],
        "is_more": len(lines) > SHOWN,
        "limit": SHOWN,
        "has_unread": any(line["notice"].read_at is None for line in lines),
    }
    return render(request, "petitions/notices.html", context)


@require_POST
@for_roles()
def read_all(request):
    """Also those of matters that I may not see any more, or the bell would go on counting them."""
    Notice.objects.filter(duty=request.duty, channel=Notice.Channel.DESK, read_at=None).update(read_at=timezone.now())
    return redirect("notices")
