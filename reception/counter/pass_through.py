"""Which closed envelopes passed through this office, who has them, and which wait too long? (domain.md §3.6.4, scenario 48)"""

import django_filters
from django import forms
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.calendar import current_calendar
from accounts.models import Duty, Organ, OrganKind, OrganPath, Role
from petitions.forms.fields import DayField, DayInput, DutyChoice
from petitions.models import Notice
from reception.models import PassThrough

LIMIT = 5  # working days, to the principal or up (Rules of Discipline Organs on Accusations)
OLDEST = 366
STATES = [("waiting", gettext_lazy("not handed on yet")), ("late", gettext_lazy("late")), ("handed", gettext_lazy("handed on"))]


def principals(duty):
    """To whom such an envelope may be addressed and handed: heads of this organ, of those above it, and of the discipline organs beside them."""
    above = list(OrganPath.objects.filter(descendant=duty.organ_id, valid_until=None).values_list("ancestor", flat=True))
    beside = Q(parent__in=above, kind__in=[OrganKind.DISCIPLINE, OrganKind.BUREAU])
    organs = Organ.objects.active().filter(Q(pk__in=above) | beside)
    heads = Q(role__in=[Role.O_LEAD, Role.B_LEAD]) | Q(role=Role.DISC, organ__kind=OrganKind.DISCIPLINE)
    return Duty.objects.current().filter(heads, organ__in=organs)


class Principal(DutyChoice):
    """With the organ: several are offered."""

    def label_from_instance(self, duty):
        return f"{duty.organ.short_name} · {super().label_from_instance(duty)}"


class EnvelopeForm(forms.ModelForm):
    """What can be seen from outside. No field takes a sentence."""

    use_required_attribute = False
    received_on = DayField(label=gettext_lazy("Received on"))
    way = forms.ChoiceField(label=gettext_lazy("How it came"), choices=PassThrough.Way, widget=forms.RadioSelect)
    sender = forms.ChoiceField(label=gettext_lazy("Who sent it"), choices=PassThrough.Sender, widget=forms.RadioSelect)
    envelopes = forms.IntegerField(
        label=gettext_lazy("Envelopes"), min_value=1, max_value=999, initial=1, widget=forms.NumberInput(attrs={"class": "w-number"})
    )
    condition = forms.ChoiceField(
        label=gettext_lazy("The envelope is"), choices=PassThrough.Condition, initial=PassThrough.Condition.CLOSED, widget=forms.RadioSelect
    )
    mail_number = forms.RegexField(
        r"^[0-9A-Za-z-]{4,30}$", label=gettext_lazy("Mail number"), required=False, widget=forms.TextInput(attrs={"class": "w-id", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Letters and digits alone, as they stand on the envelope.")},
    )  # fmt: skip
    addressee = Principal(label=gettext_lazy("Addressed to"), empty_label=gettext_lazy("choose the principal"))

    class Meta:
        model = PassThrough
        fields = ["idem", "received_on", "way", "sender", "envelopes", "condition", "mail_number", "addressee"]
        widgets = {"idem": forms.HiddenInput}

    def __init__(self, *args, duty, **kwargs):
        super().__init__(*args, **kwargs)
        self.duty, self.today = duty, timezone.localdate()
        self.fields["received_on"].last_days(self.today, OLDEST)
        self.initial.setdefault("received_on", self.today)
        self.fields["addressee"].offer(principals(duty))
        self.fields["addressee"].queryset = self.fields["addressee"].queryset.order_by("organ__level", "organ", "officer__username")

    def clean_mail_number(self):
        return self.cleaned_data["mail_number"].upper()

    def validate_unique(self):
        """A second press is no mistake: it shows what the first one wrote."""


class HandOnForm(forms.Form):
    use_required_attribute = False
    handed_to = Principal(label=gettext_lazy("Handed to"), empty_label=gettext_lazy("choose who took it"))
    handed_on = DayField(label=gettext_lazy("Handed on"))

    def __init__(self, *args, envelope, duty, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handed_to"].offer(principals(duty))
        self.initial = {"handed_to": envelope.addressee.slug, "handed_on": timezone.localdate(), **self.initial}
        self.fields["handed_on"].between(envelope.received_on, timezone.localdate())


@transaction.atomic
def register(form) -> PassThrough:
    """One row, with the next number of the organ's year and the day by which it has to be on its way."""
    said, duty = form.cleaned_data, form.duty
    Organ.objects.select_for_update().get(pk=duty.organ_id)  # numbers run on without a gap
    if again := PassThrough.objects.filter(idem=said["idem"], organ=duty.organ_id).first():
        return again
    row = form.save(commit=False)
    row.organ, row.by, row.year = duty.organ, duty, said["received_on"].year
    row.seq = 1 + (PassThrough.objects.filter(organ=duty.organ_id, year=row.year).aggregate(last=Max("seq"))["last"] or 0)
    row.due_on = current_calendar().add_workdays(row.received_on, LIMIT)
    row.save()
    return row


@transaction.atomic
def hand_on(envelope, *, handed_to, handed_on, by) -> bool:
    """Once: who comes second changes nothing."""
    row = PassThrough.objects.select_for_update().get(pk=envelope.pk)
    if row.handed_on:
        return False
    row.handed_to, row.handed_on, row.handed_by = handed_to, handed_on, by
    row.save()
    return True


def remind(today):
    """On the last working days and once it is late, whoever registered it and the dispatchers of the organ are told; once for each."""
    due = PassThrough.objects.waiting().filter(due_on__lte=current_calendar().add_workdays(today, 1)).select_related("by")
    rows = []
    for row in due:
        rung = "late" if row.is_late(today) else "soon"
        people = Duty.objects.current().filter(Q(pk=row.by_id) | Q(organ=row.organ_id, role=Role.DISPATCHER))
        rows += [
            Notice(key=f"envelope:{row.pk}:{rung}:{duty.pk}", duty=duty, kind="pass_through", channel=Notice.Channel.DESK, details={"due_on": row.due_on.isoformat()})
            for duty in people
        ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def rows_of(duty):
    rows = PassThrough.objects.registered_at(duty.organ_id)
    return rows.select_related("organ", "addressee__officer", "addressee__organ", "handed_to__officer", "handed_to__organ", "by__officer")


class EnvelopeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Where it stands"), choices=STATES, method="by_state", empty_label=gettext_lazy("all")
    )
    way = django_filters.ChoiceFilter(label=gettext_lazy("How it came"), choices=PassThrough.Way, empty_label=gettext_lazy("all"))
    sender = django_filters.ChoiceFilter(label=gettext_lazy("Who sent it"), choices=PassThrough.Sender, empty_label=gettext_lazy("all"))
    since = django_filters.DateFilter(label=gettext_lazy("Received from"), field_name="received_on", lookup_expr="gte", widget=DayInput)
    until = django_filters.DateFilter(label=gettext_lazy("Received until"), field_name="received_on", lookup_expr="lte", widget=DayInput)

    class Meta:
        model = PassThrough
        fields = []

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)
        self.form.auto_id = "filter_%s"

    def by_state(self, rows, name, value):
        return {"waiting": rows.waiting(), "late": rows.late(self.today), "handed": rows.exclude(handed_on=None)}[value]


def columns():
    """Of the spreadsheet."""
    return [
        (_("Number"), 24, lambda row: row.number),
        (_("Received on"), 12, lambda row: row.received_on),
        (_("How it came"), 18, lambda row: row.get_way_display()),
        (_("Who sent it"), 18, lambda row: row.get_sender_display()),
        (_("Envelopes"), 10, lambda row: row.envelopes),
        (_("The envelope is"), 20, lambda row: row.get_condition_display()),
        (_("Mail number"), 18, lambda row: row.mail_number),
        (_("Addressed to"), 28, lambda row: str(row.addressee)),
        (_("To be handed on by"), 14, lambda row: row.due_on),
        (_("Handed to"), 28, lambda row: str(row.handed_to or "")),
        (_("Handed on"), 12, lambda row: row.handed_on),
        (_("Registered by"), 14, lambda row: row.by.officer.name),
    ]
