"""Who hears of what supervisors do, in which words? Rows written with the deed; nothing of what a petition says stands in them."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty
from petitions import visibility
from petitions.models import Notice
from petitions.notices import TOLD_UPSTAIRS, ring, with_deputies

# kind → what the officer reads. `%(...)s` are keys of the notice's details: names of organs, numbers of papers, days as words.
SENTENCES = {
    "quality_drawn": _("A quality sample of the matters closed in %(month)s was drawn; its reviews wait."),
    "quality_differs": _("Two reviewers of this matter, which is in a quality sample, differ; a third person decides."),
    "clock_reported": _(
        "%(organ)s has left at least one matter undone for %(days)d days after its date. The letters-and-visits bureau reports this to you as the superior."
    ),
    "inspection_planned": _("A joint inspection has been planned; please approve or refuse it."),
    "inspection_refused": _("The joint inspection that you planned was not approved."),
    "inspection_underway": _("You are on the team of a joint inspection; the sample is drawn."),
    "inspection_report_written": _("The report of a joint inspection has been written; please read and sign it."),
    "inspection_bulletin": _("The report of a joint inspection, %(number)s, concerns your organ; you find it under Rectification."),
    "rectification_asked": _("A joint inspection asked your organ to put something right; you find it under Rectification."),
    "rectification_answered": _("An organ says what it put right after a joint inspection; another person than asked for it judges."),
    "rectification_returned": _("What your organ put right after a joint inspection is not enough yet; you find it under Rectification."),
    "rectification_done": _("What your organ put right after a joint inspection was found sufficient."),
}
SENTENCES |= {
    "demand_proposed": _("A suggestion has been proposed; a leader of the bureau issues it or returns it."),
    "demand_returned": _("A suggestion that you proposed came back to you."),
    "demand_urge": _("%(organ)s urges your organ; please answer by %(day)s."),
    "demand_order": _("%(organ)s has issued a supervision order to your organ, %(number)s; please reply by %(day)s."),
    "demand_improve": _("%(organ)s suggests that your organ improve its work, %(number)s; please give your feedback by %(day)s."),
    "demand_policy": _("%(organ)s suggests that your organ complete a policy, %(number)s; please give your feedback by %(day)s."),
    "demand_accountability": _("%(organ)s suggests that somebody be held to account, %(number)s; please give your feedback by %(day)s."),
    "demand_instruction": _("A leader of %(organ)s has given your organ an instruction; please report back by %(day)s."),
    "demand_answered": _("%(to)s has answered what was demanded of it %(number)s."),
    "demand_accepted": _("%(organ)s has accepted your organ's answer %(number)s."),
    "demand_redo": _("%(organ)s did not accept your organ's answer %(number)s; please answer again by %(day)s."),
    "demand_withdrawn": _("%(organ)s has withdrawn what it demanded of your organ %(number)s."),
}
SENTENCES |= {
    "warning_proposed": _("It is proposed to warn %(organ)s; please decide, under Warnings."),
    "warning_issued": _("Your organ has been warned; please clear the warning with proof in time, under Warnings."),
    "warning_dropped": _("The warning of %(organ)s that you proposed was not issued, under Warnings."),
    "warning_proof": _("%(organ)s has handed in proof to clear a warning; please judge it, under Warnings."),
    "warning_cleared": _("A warning of your organ was cleared."),
    "warning_returned": _(
        "The proof with which your organ asked to clear a warning is not enough; you find what is missing under Warnings."
    ),
    "warning_overdue": _("%(organ)s has not cleared a warning in time, under Warnings."),
}
SENTENCES |= {
    "report_to_issue": _("A report has been written; please read it, and issue it or send it back."),
    "report_returned": _("The report that you wrote came back; its page says why."),
    "report_issued": _("The letters-and-visits bureau sent your organ %(number)s; please read it."),
}
SENTENCES |= {
    "deduction_proposed": _(
        "A deduction of %(points)s points is proposed for %(organ)s; it may be contested until %(until)s, under Assessment."
    ),
    "deduction_contested": _("%(organ)s contests a deduction of %(points)s points; please decide, under Assessment."),
    "deduction_confirmed": _("A deduction of %(points)s points was confirmed for %(organ)s; you find the reasons under Assessment."),
    "deduction_dropped": _(
        "A deduction of %(points)s points that was proposed for %(organ)s was dropped; you find the reasons under Assessment."
    ),
    "deduction_reversed": _("A confirmed deduction of %(points)s points of %(organ)s was reversed; you find the reasons under Assessment."),
    "year_sheet_frozen": _("The assessment sheet of %(organ)s for %(year)s was closed."),
}
TOLD_UPSTAIRS.update(SENTENCES)


def tell(kind, duties, *, key, petition=None, by=None, **details):
    """One desk notice to each of the duties and to the deputies of those who are away, once for each `key`.

    `by`: who did it, and need not be told. Nobody hears of a petition that does not exist for them: the accused, who keeps away, who is not
    cleared for what is sealed. `details["url"]`: the page that a notice without a petition opens.
    """
    told = [duty for duty in with_deputies(list(duties)) if by is None or duty.officer_id != by.officer_id]
    if petition is not None:
        there = set(visibility.readers(petition).filter(pk__in=[duty.pk for duty in told]).values_list("pk", flat=True))
        told = [duty for duty in told if duty.pk in there]
    rows = [
        Notice(key=f"{key}:{duty.pk}:DESK", petition=petition, duty=duty, kind=kind, details=details, channel=Notice.Channel.DESK)
        for duty in dict.fromkeys(told)
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(ring, robust=True)


def officers_of(organ, *roles):
    """Today's duties of an organ in these roles."""
    return Duty.objects.current().filter(organ=organ, role__in=roles).select_related("officer", "organ")
