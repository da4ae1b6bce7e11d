"""Who is away, from when until when, and who does the work meanwhile?"""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import LEADERS, Absence, Duty

from .fields import DayField

LONGEST = timedelta(days=366)


class DutyOf(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Duty.objects.none(), to_field_name="slug", **kwargs)
        self.error_messages["invalid_choice"] = _("This colleague cannot be chosen any more. Please choose another one.")

    def label_from_instance(self, duty):
        return f"{duty.officer.name} · {duty.get_role_display()}"


class AbsenceForm(forms.Form):
    """For oneself; a leader also for the people of the organ."""

    use_required_attribute = False

    absent = DutyOf(label=_("Who is away"), empty_label=None)
    since = DayField(label=_("Away from"))
    until = DayField(label=_("Away until"), help_text=_("The last day of absence."))
    deputy = DutyOf(
        label=_("Deputy"), empty_label=_("choose a colleague"), help_text=_("A colleague of the same organ with the same role.")
    )

    def __init__(self, *args, duty, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.duty, self.today = duty, today
        colleagues = (
            Duty.objects.current().staff().filter(organ=duty.organ_id).select_related("officer", "organ").order_by("officer__username")
        )
        self.is_for_others = duty.role in LEADERS
        self.fields["absent"].queryset = colleagues
        if not self.is_for_others:
            del self.fields["absent"]
            colleagues = colleagues.filter(role=duty.role)
        self.fields["deputy"].queryset = colleagues.exclude(pk=duty.pk) if not self.is_for_others else colleagues
        self.initial = {"absent": duty.slug, "since": today} | self.initial
        for name in ("since", "until"):
            self.fields[name].between(today, today + LONGEST)

    def clean(self):
        answers = super().clean()
        absent, deputy = answers.get("absent") or self.duty, answers.get("deputy")
        since, until = answers.get("since"), answers.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day cannot be before the first."))
        if deputy:
            self.check_deputy(absent, deputy)
        if not self.errors:
            self.check_days(absent, deputy, since, until)
        return answers

    def check_deputy(self, absent, deputy):
        if deputy.officer_id == absent.officer_id:
            self.add_error("deputy", _("A deputy is somebody else."))
        elif deputy.role != absent.role:
            self.add_error("deputy", _("A deputy has the same role: %(role)s.") % {"role": absent.get_role_display()})

    def check_days(self, absent, deputy, since, until):
        planned = Absence.objects.not_over(since).filter(since__lte=until)
        if other := planned.filter(duty=absent).first():
            days = {"since": date_format(other.since), "until": date_format(other.until)}
            self.add_error("since", ValidationError(_("There is an absence from %(since)s until %(until)s already."), params=days))
        if planned.filter(duty=deputy).exists():
            self.add_error("deputy", _("This colleague is away then, too."))

    def absence(self) -> Absence:
        answers = self.cleaned_data
        return Absence(
            duty=answers.get("absent") or self.duty,
            deputy=answers["deputy"],
            since=answers["since"],
            until=answers["until"],
            set_by=self.duty,
        )
