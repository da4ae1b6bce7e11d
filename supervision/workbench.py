"""What needs this duty today, in order, with reasons? One line for each thing to do, wherever it waits."""

from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from petitions import guests
from petitions.rules.demands import DemandKind

from . import demands, inspecting, proposed, reporting, sampling, scoring, stray_looks, warnings

MOST = 20  # lines of one kind; a longer queue is a list, which the last line opens


class Line(NamedTuple):
    """`what` is to be done, about `about`, by `due_on` where a date is set; `url` is where it is done."""

    what: str
    about: str
    url: str
    due_on: date | None = None
    is_urgent: bool = False

    def place(self, today):
        """What is urgent first, then what is late or due, the oldest first; what has no date last."""
        return not self.is_urgent, self.due_on is None, self.due_on or today


def lines(duty, today: date) -> list[Line]:
    found = []
    for room in (_demands, _proposed, _warnings, _deductions, _inspections, _reports, _samples, _third_parties, _looks):
        found += room(duty, today)
    return sorted(found, key=lambda line: line.place(today))


def _cut(rows, line, register):
    """The first rows as lines; where there are more, a last line that opens the list of all."""
    shown = list(rows[: MOST + 1])
    found = [line(row) for row in shown[:MOST]]
    if len(shown) > MOST:
        found.append(Line(_("There is more of this kind"), _("the whole list"), register))
    return found


def _demands(duty, today):
    words = {
        "to_judge": _("An answer waits for your verdict"),
        "overdue": _("An answer is overdue"),
        "to_issue": _("A demand waits to be issued"),
        "drafts": _("Your draft came back, or was not sent on"),
        "to_answer": _("The bureau waits for our answer"),
    }
    for name, rows in demands.waiting_for(duty, today).items():
        register = reverse("demands-of-us" if name == "to_answer" else "demands")
        rows = rows.select_related("organ", "by_organ")

        def line(demand, name=name):
            other = demand.by_organ if name == "to_answer" else demand.organ
            return Line(
                words[name], f"{demand.get_kind_display()} · {other.short_name}", reverse("demand", args=[demand.slug]), demand.rolled_on
            )

        yield from _cut(rows, line, register)


def _proposed(duty, today):
    """What the ladder proposes; how far a proposal is, is the register's affair."""
    if duty.role != Role.SUPERV:
        return
    rows = proposed.proposed(duty).select_related("petition", "clock__organ").defer("petition__query_code")

    def line(rung):
        address = f"{reverse('demand-new')}?kind={DemandKind.ORDER}&petition={rung.petition.number}"
        about = f"{rung.petition.grouped_number} · {rung.clock.organ.short_name}"
        return Line(_("The ladder proposes a supervision order"), about, address, rung.clock.rolled_on)

    yield from _cut(rows, line, f"{reverse('supervision')}?what=proposed")


def _warnings(duty, today):
    for waiting in warnings.waiting_for(duty, today)[:MOST]:
        about = f"{waiting.card.get_level_display()} · {waiting.card.organ.short_name}"
        yield Line(waiting.what, about, waiting.url, waiting.due_on)


def _deductions(duty, today):
    rows = scoring.waiting_for(duty, today).select_related("organ").order_by("contest_until", "pk")

    def line(deduction):
        is_ours = deduction.organ_id == duty.organ_id
        what = _("A deduction can still be contested") if is_ours else _("A deduction waits to be decided")
        about = f"{deduction.get_code_display()} · {deduction.organ.short_name}"
        return Line(what, about, reverse("deduction", args=[deduction.slug]), deduction.contest_until if is_ours else None)

    return _cut(rows, line, reverse("own-assessment" if duty.role in (Role.LIAISON, Role.O_LEAD) else "assessment"))


def _inspections(duty, today):
    return [
        Line(waiting.words, _("Joint inspection"), waiting.url, waiting.due_on) for waiting in inspecting.waiting_for(duty, today)[:MOST]
    ]


def _reports(duty, today):
    for waiting in reporting.waiting_for(duty, today):
        yield Line(waiting["words"], str(waiting["number"]), waiting["url"], waiting["due"], is_urgent=waiting["what"] == "urgent")


def _samples(duty, today):
    waiting, url = sampling.waiting_for(duty, today), reverse("quality")
    words = {
        "draw": _("The sample of last month has not been drawn"),
        "reviews": _("Matters of the sample wait for your review"),
        "differences": _("Two reviews differ and wait to be settled"),
    }
    return [Line(words[name], str(number), url) for name, number in waiting.items() if number]


def _third_parties(duty, today):
    words = {"opinion": _("A third party gave an opinion"), "unanswered": _("A third party has not answered the invitation")}
    for waiting in guests.waiting_for(duty, today)[:MOST]:
        yield Line(words[waiting["what"]], waiting["petition"].grouped_number, waiting["petition"].get_absolute_url())


def _looks(duty, today):
    if duty.role != Role.SUPERV:
        return
    if number := stray_looks.rows_for(duty).filter(explained_by=None).count():
        yield Line(
            _("Looks without a task wait to be explained"),
            str(number),
            reverse("stray-looks"),
        )
