"""Which part of a list is shown? Filters are the address; a chip is a link to another one."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .forms.fields import DayInput, OrganField
from .models import Category, Channel, Petition, PetitionClass
from .workflow import State

DUE = [("late", _("Late")), ("week", _("Due this week"))]
NOT_CLASSIFIED = "NONE"
PROMISED = [
    ("made", _("something was promised")),
    ("kept", _("all of it carried out")),
    ("open", _("not carried out yet")),
    ("denied", _("not carried out, says the petitioner")),
]
VERDICTS = [("met", _("in time")), ("missed", _("late, or overdue")), ("judged", _("in time or late"))]


def this_week(today):
    """From today until Sunday."""
    return today, today + timedelta(days=6 - today.weekday())


class OrganFilter(django_filters.Filter):
    field_class = OrganField


class PetitionFilter(django_filters.FilterSet):
    """What cannot be read is left out, and said at its field; the rest still holds."""

    due = django_filters.ChoiceFilter(label=_("Due date"), choices=DUE, method="by_due", empty_label=_("all"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=State, empty_label=_("all"))
    open = django_filters.ChoiceFilter(
        label=_("Open or done"), choices=[("open", _("open")), ("done", _("done"))], method="by_open", empty_label=_("all")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Class"), choices=[*PetitionClass.choices, (NOT_CLASSIFIED, _("not classified"))], method="by_kind", empty_label=_("all")
    )
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel, empty_label=_("all"))
    category = django_filters.ModelChoiceFilter(
        label=_("Category"),
        queryset=Category.objects.filter(closed_on=None),
        to_field_name="path",
        empty_label=_("all"),
        method="by_category",
    )
    organ = OrganFilter(label=_("Organ that has it"), field_name="holder_organ")
    since = django_filters.DateFilter(label=_("Received from"), field_name="received_on", lookup_expr="gte", widget=DayInput)
    until = django_filters.DateFilter(label=_("Received until"), field_name="received_on", lookup_expr="lte", widget=DayInput)
    verdict = django_filters.ChoiceFilter(label=_("Answered"), choices=VERDICTS, method="by_verdict", empty_label=_("all"))
    promised = django_filters.ChoiceFilter(label=_("Promises"), choices=PROMISED, method="by_promised", empty_label=_("all"))
    days_from = django_filters.NumberFilter(
        label=_("Days to reply, from"), field_name="days_to_reply", lookup_expr="gte", min_value=0, max_value=9999
    )
    days_until = django_filters.NumberFilter(
        label=_("Days to reply, until"), field_name="days_to_reply", lookup_expr="lte", min_value=0, max_value=9999
    )
    origin = django_filters.ChoiceFilter(
        label=_("Origin"),
        choices=[("here", _("registered here")), ("taken-over", _("taken over"))],
        method="by_origin",
        empty_label=_("all"),
    )
    urgent = django_filters.ChoiceFilter(
        label=_("Urgent"), field_name="is_urgent", choices=[("True", _("urgent only"))], empty_label=_("all")
    )

    class Meta:
        model = Petition
        fields = []

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)
        self.form.auto_id = "filter_%s"

    def by_due(self, rows, name, value):
        if value == "late":
            return rows.late(self.today)
        return rows.due_between(*this_week(self.today))

    def by_open(self, rows, name, value):
        return rows.open() if value == "open" else rows.done()

    def by_kind(self, rows, name, value):
        return rows.filter(petition_class="" if value == NOT_CLASSIFIED else value)

    def by_verdict(self, rows, name, value):
        met, missed = Q(is_met=True), Q(is_missed=True)
        return rows.with_verdict(self.today).filter({"met": met & ~missed, "missed": missed, "judged": met | missed}[value])

    def by_promised(self, rows, name, value):
        return rows.with_promises(are=value)

    def by_origin(self, rows, name, value):
        return rows.filter(is_taken_over=value == "taken-over")

    def by_category(self, rows, name, category):
        below = Category.objects.filter(Q(pk=category.pk) | Q(path__startswith=f"{category.path}/"))
        return rows.filter(category__in=below)

    def chosen(self):
        """(name, label, words) of each filter that holds, in the order of the form."""
        for name, value in self.form.cleaned_data.items() if self.form.is_valid() or self.form.cleaned_data else ():
            if value in (None, ""):
                continue
            field = self.form.fields[name]
            words = dict(field.choices).get(value, value) if name not in ("category", "organ") and hasattr(field, "choices") else value
            yield name, field.label, words
