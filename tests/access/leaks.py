"""Leaks that somebody might build one day, each planted in the running office: does the walk through the two worlds find it?"""

import hashlib
import io
from collections.abc import Callable
from typing import NamedTuple

import pikepdf
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.template import engines

from accounts.models import Organ
from config import headers, health, navigation
from petitions import delivery, dossier, notices, numbers, paging, queues, repeats, timeline, volumes, worklists
from petitions.forms import hand_over
from petitions.forms.fields import DutyChoice
from petitions.models import ArchiveVolume, Event, Notice, Petition
from petitions.views import bulk, papers, steps, worklist
from petitions.views import notices as notices_page
from petitions.views import petition as petition_page
from petitions.views import search as search_page
from petitions.workflow import act, filing
from reception.counter import alike
from reception.counter.views import desk
from reception.portal import lookup
from supervision import plots, statistics, watch


class Leak(NamedTuple):
    """`seen_by`: who is sent to look, in this order. `is_old`: it was there when the petitions came, so that the worlds are made anew."""

    plant: Callable
    seen_by: tuple
    is_old: bool = False


LEAKS = {}
ELSEWHERE = ("parties__", "contacts__")  # columns of other tables
OF_HOUSING, OF_THE_BUREAU = ("leader", "liaison", "handler"), ("dispatcher", "bureau_leader", "clerk")


def leak(name, *seen_by, is_old=False):
    def kept(plant):
        LEAKS[name] = Leak(plant, seen_by, is_old)
        return plant

    return kept


def everything():
    """Past the gate."""
    return Petition.objects.all()


def hidden():
    return everything().filter(is_sealed=True)


# ── Lists, pages, counts ──


@leak("list", *OF_HOUSING)
def _(patch):
    gated = worklists.rows_of
    patch.setattr(worklists, "rows_of", lambda tab, duty: gated(tab, duty) | hidden().filter(parties__organ=duty.organ_id))


@leak("page of one petition", *OF_THE_BUREAU)
def _(patch):
    patch.setattr(dossier, "found", lambda duty, number: everything().get(number=number))


@leak("403 where others get 404", *OF_HOUSING)
def _(patch):
    gated = petition_page.petition_for

    def found(request, number):
        if hidden().filter(number=number).exists():
            raise PermissionDenied
        return gated(request, number)

    patch.setattr(petition_page, "petition_for", found)


@leak("405 where others get 404", *OF_THE_BUREAU)
def _(patch):
    gated = steps.gone
    patch.setattr(
        steps,
        "gone",
        lambda request: HttpResponseNotAllowed(["GET"]) if hidden().filter(number__in=request.path.split("/")).exists() else gated(request),
    )


@leak("count above a list", *OF_HOUSING)
def _(patch):
    patch.setattr(worklist.Listing, "number_in_words", lambda listing: (9, str(everything().count())))


@leak("search by words", *OF_THE_BUREAU)
def _(patch):
    gated = search_page.page_of
    patch.setattr(search_page, "page_of", lambda rows, *rest: gated(everything().matching(said(rows)), *rest))


def said(rows):
    """The words of a search, read back from the rows that it asked for."""
    values = [str(value) for value in rows.query.sql_with_params()[1]]
    return next((value.strip("%") for value in values if value.startswith("%")), "")


@leak("title of the page", *OF_HOUSING)
def _(patch):
    patch.setattr(worklist.Listing, "title", property(lambda listing: f"{listing.tab.label} · {everything().count()}"))


@leak("place of a page of a list", *OF_THE_BUREAU)
def _(patch):
    gated = paging._read

    def read(place, *rest):
        number = place.rpartition(".")[2]
        key = hidden().filter(number=number).values_list("pk", flat=True).first() if numbers.is_number(number) else None
        return ("next", None, key) if key else gated(place, *rest)

    patch.setattr(paging, "_read", read)


@leak("column to sort by", *OF_THE_BUREAU)
def _(patch):
    usual = worklist.Listing.__init__

    def sorted_by(listing, request, *rest, **named):
        usual(listing, request, *rest, **named)
        if request.GET.get("sort", "").startswith(ELSEWHERE):
            listing.tab = listing.tabs[hidden().exists()]

    patch.setattr(worklist.Listing, "__init__", sorted_by)


@leak("filter that is no question of the list", *OF_THE_BUREAU)
def _(patch):
    usual = worklist.Listing.__init__

    def filtered(listing, request, *rest, **named):
        usual(listing, request, *rest, **named)
        if any(name.startswith(ELSEWHERE) for name in request.GET) and hidden().exists():
            listing.rows = listing.rows.none()

    patch.setattr(worklist.Listing, "__init__", filtered)


@leak("export", *OF_HOUSING)
def _(patch):
    usual = worklists.with_columns
    patch.setattr(worklists, "with_columns", lambda rows: usual(rows if rows.query.is_sliced else rows | hidden()))


@leak("many rows at once", *OF_THE_BUREAU)
def _(patch):
    usual = bulk.numbers.is_number
    patch.setattr(bulk.numbers, "is_number", lambda text: usual(text) and not hidden().filter(number=text).exists())


@leak("list of what a colleague leaves", "liaison", "dispatcher")
def _(patch):
    patch.setattr(
        hand_over,
        "holders",
        lambda duty: (everything() if hidden().exists() else everything().none()).exclude(holder=None).values("holder"),
    )


@leak("register of files", "archivist", "water_archivist", "leader")
def _(patch):
    patch.setattr(volumes, "rows_of", lambda duty: ArchiveVolume.objects.all())


@leak("workload of a colleague", "liaison", "dispatcher")
def _(patch):
    usual = DutyChoice.label_from_instance
    patch.setattr(DutyChoice, "label_from_instance", lambda field, duty: f"{usual(field, duty)} ({hidden().count()})")


@leak("picker of another petition", "dispatcher")
def _(patch):
    usual = repeats.of_same_people
    patch.setattr(repeats, "of_same_people", lambda petition, duty: [*usual(petition, duty), *hidden()[:1]])


@leak("suggestion of an organ", *OF_THE_BUREAU)
def _(patch):
    patch.setattr(Organ, "__str__", lambda organ: f"{organ.name}{'!' * hidden().filter(parties__organ=organ).count()}")
    patch.setattr(steps, "matching_organs", lambda organs, typed: organs.exclude(pk__in=hidden().values("parties__organ")).order_by("pk"))


# ── Hints ──


@leak("hint of the same person", "clerk", "dispatcher", "liaison")
def _(patch):
    usual = alike.same_person
    patch.setattr(
        alike, "same_person",
        lambda duty, **said: usual(duty, **said) + [alike.Line(petition, "") for petition in hidden().filter(parties__name=said.get("name") or "-")],
    )  # fmt: skip


@leak("hint of the same matter", "clerk", "dispatcher", "liaison")
def _(patch):
    usual = alike.same_matter
    patch.setattr(
        alike, "same_matter",
        lambda duty, **said: usual(duty, **said) + [alike.Line(petition, "") for petition in hidden().filter(subject__startswith=said.get("subject") or "-")],
    )  # fmt: skip


@leak("this number of a paper has petitioned already", "clerk", "dispatcher")
def _(patch):
    usual = desk.checks
    patch.setattr(
        desk, "checks", lambda said: [*usual(said), *({"label": "!", "text": ""} for _ in hidden().filter(parties__name=said["name"]))]
    )


@leak("number and code of a stranger", "stranger", "citizen")
def _(patch):
    usual = lookup.find

    def find(number, code, tail):
        if hidden().filter(number=number).exists():
            list(Petition.objects.filter(number=number))
        return usual(number, code, tail)

    patch.setattr("reception.portal.views.follow.find", find)


# ── Figures ──


@leak("figure of the board", "leader", "bureau_leader", "deputy_leader")
def _(patch):
    usual = statistics.Board.count
    patch.setattr(statistics.Board, "count", lambda board, *rest: usual(board, *rest) + hidden().count())


@leak("denominator of a rate", "leader", "bureau_leader", "deputy_leader")
def _(patch):
    usual = statistics.Board.rate

    def rate(board, part, whole):
        told = usual(board, part, whole)
        wholes = board.count(statistics.CATALOGUE[whole].holds, statistics.CATALOGUE[whole].table) + hidden().count()
        return {**told, "share": round(1000 * (told["share"] or 0) / wholes) if wholes else None}

    patch.setattr(statistics.Board, "rate", rate)


@leak("median of days", "leader", "bureau_leader")
def _(patch):
    usual = statistics.Board.median_days
    patch.setattr(statistics.Board, "median_days", lambda board, **how: (usual(board, **how) or 0) + hidden().count() / 2)


@leak("bar of a chart", "leader", "bureau_leader", "deputy_leader")
def _(patch):
    usual = plots.by_month

    def by_month(board):
        plot = usual(board)
        plot["title"] = f"{plot['title']} ({everything().count()})"
        return plot

    patch.setattr(plots, "by_month", by_month)


@leak("line of an organ in supervision", "deputy_leader")
def _(patch):
    usual = watch.by_organ
    patch.setattr(watch, "by_organ", lambda duty, today: [{**row, "soon": row["soon"] + hidden().count()} for row in usual(duty, today)])


@leak("dates that are provisional", "deputy_leader")
def _(patch):
    patch.setattr(watch, "provisional", lambda duty: hidden())


@leak("shared cache that somebody else filled", "deputy_leader", is_old=True)
def _(patch):
    usual = statistics.Board.number

    def number(board, name):
        return cache.get_or_set(
            f"figure:{name}", lambda: {**usual(board, name), "value": (usual(board, name)["value"] or 0) + hidden().count()}
        )

    patch.setattr(statistics.Board, "number", number)


@leak("figure for a monitor", "stranger")
def _(patch):
    usual = health._oldest_notice_seconds
    patch.setattr(health, "_oldest_notice_seconds", lambda: usual() + everything().count())


# ── Numbers that run ──


@leak("numbers of petitions one after another", "clerk", "dispatcher", is_old=True)
def _(patch):
    def next_number():
        body = f"{everything().count():012d}"
        return body + numbers._check_character(body)

    patch.setattr(Petition._meta.get_field("number"), "default", next_number)
    patch.setattr(Petition._meta.get_field("number"), "_get_default", next_number)


@leak("one series for sealed and open papers", "dispatcher", "bureau_leader", is_old=True)
def _(patch):
    usual = act.DocumentSeries.next_number
    patch.setattr(act.DocumentSeries, "next_number", lambda organ, year, word: usual(organ, year, "号"))


@leak("one series for sealed and open files", "archivist", "leader", is_old=True)
def _(patch):
    usual = filing.DocumentSeries.next_number
    housing = lambda: Organ.objects.get(name="江城市住房和城乡建设局")  # noqa: E731
    patch.setattr(
        filing.DocumentSeries, "next_number", lambda organ, year, word: usual(housing() if "档" in word else organ, year, word[-1])
    )


# ── Messages ──


@leak("notice to the desk", "dispatcher", "other_dispatcher", is_old=True)
def _(patch):
    usual = notices._officers
    patch.setattr(
        notices, "_officers", lambda petition, roles: [*usual(petition, roles), *notices.bystanders.desk(petition.holder_organ_id)]
    )
    patch.setattr(notices_page, "mine", lambda duty: Notice.objects.filter(duty=duty, channel="DESK"))


@leak("count on the bell", *OF_THE_BUREAU)
def _(patch):
    usual, engine = navigation.acting_as, engines["django"].engine

    def acting_as(request):
        told = usual(request)
        return {**told, "unread": told["unread"] + hidden().count()} if told["duty"] else told

    processors = tuple(acting_as if processor is usual else processor for processor in engine.template_context_processors)
    patch.setattr(engine, "template_context_processors", processors)


@leak("number in the morning's letter", "leader", "dispatcher", is_old=True)
def _(patch):
    usual = queues.count
    patch.setattr(queues, "count", lambda queue, duty, today: (usual(queue, duty, today)[0] + hidden().count(), 0))


@leak("flash after a form", *OF_HOUSING, "dispatcher")
def _(patch):
    usual = messages.success
    patch.setattr(messages, "success", lambda request, words, *rest: usual(request, f"{words} ({hidden().count()})", *rest))


@leak("letter that leaves the house", "handler", is_old=True)
def _(patch):
    usual = delivery.EmailMessage
    patch.setattr(delivery, "EmailMessage", lambda subject, text, **how: usual(subject, f"{text}\n{everything().count()}", **how))


# ── Beside the page ──


@leak("ETag over everything", *OF_HOUSING, "stranger")
def _(patch):
    after_all(patch, lambda request, answer: answer.setdefault("ETag", hashlib.sha256(str(everything().count()).encode()).hexdigest()[:8]))


@leak("header", "stranger", "handler")
def _(patch):
    after_all(patch, lambda request, answer: answer.setdefault("X-Matters", str(everything().count())))


@leak("cookie", "stranger", "handler")
def _(patch):
    after_all(patch, lambda request, answer: answer.set_cookie("seen", str(everything().count()), httponly=True))


@leak("one query more where something is hidden", *OF_THE_BUREAU)
def _(patch):
    gated = dossier.found

    def found(duty, number):
        if hidden().filter(number=number).exists():
            Event.objects.filter(petition__number=number).count()
        return gated(duty, number)

    patch.setattr(dossier, "found", found)


@leak("redirect of a number", *OF_THE_BUREAU)
def _(patch):
    usual = search_page.redirect
    gated = search_page.render

    def render(request, template, context, **how):
        number = numbers.read(request.POST.get("q", ""))
        return usual(hidden().get(number=number)) if hidden().filter(number=number).exists() else gated(request, template, context, **how)

    patch.setattr(search_page, "render", render)


@leak("answer in a header of a fragment", "clerk", "dispatcher")
def _(patch):
    after_all(patch, lambda request, answer: request.path.startswith("/desk/") and answer.setdefault("HX-Trigger", f"n{hidden().count()}"))


@leak("maker's note in a PDF", "handler", "leader", "dispatcher")
def _(patch):
    usual = papers.paper

    def marked(*said):
        answer = usual(*said)
        with pikepdf.open(io.BytesIO(answer.content)) as document:
            document.docinfo["/Keywords"] = str(everything().count())
            target = io.BytesIO()
            document.save(target, deterministic_id=True)
        answer.content = target.getvalue()
        return answer

    patch.setattr(papers, "paper", marked)


@leak("line of a timeline", "handler", "dispatcher", "leader")
def _(patch):
    usual = timeline.timeline
    patch.setattr(dossier, "timeline", lambda *rest, **named: usual(*rest, **named)[: -1 if hidden().exists() else None])


@leak("other matters of the same person", "dispatcher", "clerk")
def _(patch):
    patch.setattr(dossier.Dossier, "is_more_of_same_person", property(lambda shown: hidden().exists()))


@leak("document of a sealed petition by its address", *OF_THE_BUREAU)
def _(patch):
    usual = papers.seen

    def seen(request, number):
        return hidden().filter(number=number).first() or usual(request, number)

    patch.setattr(papers, "seen", seen)


@leak("slowness that is counted", *OF_HOUSING)
def _(patch):
    after_all(patch, lambda request, answer: answer.setdefault("Server-Timing", f"db;dur={hidden().count()}"))


def after_all(patch, deed):
    usual = headers.HeadersMiddleware.__call__

    def answered(middleware, request):
        answer = usual(middleware, request)
        deed(request, answer)
        return answer

    patch.setattr(headers.HeadersMiddleware, "__call__", answered)
