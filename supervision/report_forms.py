"""What is asked of whoever writes a report, circular, brief or suggestion?"""

from calendar import monthrange
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.models import Organ
from petitions import numbers
from petitions.forms.fields import DayField, LinesField, TextField

from . import report_papers, report_scope
from .models import Report

Kind = Report.Kind
FIRST_YEAR = 2005  # the first Regulations that ask for such a report


class OrgansField(forms.ModelMultipleChoiceField):
    """Addressees, posted by slug."""

    def __init__(self, **kwargs):
        super().__init__(Organ.objects.none(), to_field_name="slug", widget=forms.CheckboxSelectMultiple, **kwargs)
        self.error_messages["invalid_choice"] = _("This organ cannot be chosen any more. Please choose another one.")


class ReportForm(forms.Form):
    """`words()` is what the draft keeps; `details()` what it is about. A draft that exists brings itself, and keeps its period and its sources."""

    use_required_attribute = False
    kind = None
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args, duty, today, report=None, **kwargs):
        self.duty, self.today, self.report = duty, today, report
        super().__init__(*args, **kwargs)
        self.offered = report_scope.addressees(self.kind, duty).distinct()
        if report:
            self.initial = {**report.words, "title": report.title, "version": report.version, "to": list(report.to.all()), **self.initial}
            for name in self.once:
                self.fields.pop(name, None)
        if "to" in self.fields:
            self.fields["to"].queryset = self.offered
        self.prepare()

    once = ()  # asked only when the draft begins

    def prepare(self):
        """Days and choices."""

    def words(self) -> dict:
        said = {name: self.cleaned_data[name] for name in self.fields if name not in ("version", "title", "to", "sources", *self.once)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items() if value}

    @property
    def to(self) -> QuerySet:
        return self.cleaned_data["to"] if "to" in self.fields else self.offered

    def details(self) -> dict:
        """since, until, title, sources of a new draft."""
        raise NotImplementedError

    def clean(self):
        said = super().clean()
        payload = {name: value for name, value in said.items() if isinstance(value, str | list) and name != "sources"}
        for sentence in report_papers.personal_data(payload):
            self.add_error(None, sentence)
        return said


class AnnualForm(ReportForm):
    kind, once = Kind.ANNUAL, ("year",)
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, widget=forms.NumberInput(attrs={"class": "w-number"}))
    analysis = TextField(label=_("Block 1: what the figures show"), max_length=5000, required=False)
    routing_analysis = TextField(label=_("Block 2: on transfers, assignments and supervision"), max_length=5000, required=False)
    suggestions_analysis = TextField(label=_("Block 3: on the suggestions and their adoption"), max_length=5000, required=False)
    other = TextField(label=_("Block 4: what else is to be reported"), max_length=5000)

    def prepare(self):
        if "year" in self.fields:
            self.fields["year"].max_value = self.today.year
            self.fields["year"].widget.attrs["max"] = self.today.year
            self.initial.setdefault("year", self.today.year - 1)

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year > self.today.year:
            raise ValidationError(_("This year has not begun yet."))
        return year

    def details(self):
        year = self.cleaned_data["year"]
        return {"since": date(year, 1, 1), "until": date(year, 12, 31), "title": f"{year}年度信访情况报告"}


class BulletinForm(ReportForm):
    kind, once = Kind.BULLETIN, ("since", "until")
    title = TextField(label=_("Title"), max_length=100, rows=1)
    since = DayField(label=_("Period from"))
    until = DayField(label=_("Period until"))
    to = OrgansField(label=_("To which organs"))
    analysis = TextField(label=_("What the figures show"), max_length=5000, required=False)
    problems = LinesField(label=_("Typical problems"), max_length=10_000, help_text=_("One a line; nobody is named."))
    requirements = TextField(label=_("What is required"), max_length=5000, required=False)

    def prepare(self):
        for name in ("since", "until"):
            if name in self.fields:
                self.fields[name].last_days(self.today - timedelta(days=1), 366 * 3)

    def clean(self):
        said = super().clean()
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("until", _("The period ends before it begins."))
        return said

    def details(self):
        return {name: self.cleaned_data[name] for name in ("since", "until", "title")}


class BriefForm(ReportForm):
    kind, once = Kind.BRIEF, ("day",)
    day = DayField(label=_("Day"))
    problems = LinesField(
        label=_("What leaders should know"), max_length=10_000, required=False, help_text=_("One a line; nobody is named.")
    )
    requirements = TextField(label=_("What is proposed"), max_length=5000, required=False)

    def prepare(self):
        if "day" in self.fields:
            self.fields["day"].last_days(self.today - timedelta(days=1))
            self.initial.setdefault("day", self.today - timedelta(days=1))

    def details(self):
        day = self.cleaned_data["day"]
        return {"since": day, "until": day, "title": f"信访快报（{day.year}年{day.month}月{day.day}日）"}


class SuggestionForm(ReportForm):
    kind, once = Kind.SUGGESTION, ("sources",)
    title = TextField(label=_("Title"), max_length=100, rows=1)
    sources = LinesField(
        label=_("Petitions that it rests on"), max_length=1000, most=30, longest=40,
        help_text=_("Their numbers, one a line. They stay in the office: the paper names neither them nor anybody in them."),
    )  # fmt: skip
    to = OrgansField(label=_("To whom"))
    facts = TextField(label=_("The problem, in your own words"), max_length=5000)
    analysis = TextField(label=_("Where it comes from"), max_length=5000)
    suggestions = LinesField(label=_("What is suggested"), max_length=10_000, help_text=_("One a line; nobody is named."))
    feedback_due_on = DayField(label=_("Feedback by"))

    def prepare(self):
        self.fields["feedback_due_on"].coming_days(self.today)

    def clean_sources(self):
        typed = {line: numbers.read(line) for line in self.cleaned_data["sources"]}
        found = {petition.number: petition for petition in report_scope.sources_for(self.duty).filter(number__in=typed.values())}
        missing = [line for line, number in typed.items() if number not in found]
        if missing:
            names = pgettext("list of names", ", ").join(missing)
            raise ValidationError(_("There is no petition here that a suggestion may rest on: %(names)s."), params={"names": names})
        return list(found.values())

    def clean(self):
        said = super().clean()
        words = "\n".join(
            [said.get("title") or "", *report_papers.texts({name: said.get(name) or "" for name in self.fields if name != "sources"})]
        )
        names = {party.name for petition in said.get("sources") or () for party in petition.parties.all()}
        sentences = report_papers.said(words, names) if not self.report else report_papers.named(self.report, words)
        for sentence in sentences:
            self.add_error(None, sentence)
        return said

    def details(self):
        return {"since": self.today, "until": self.today, "title": self.cleaned_data["title"], "sources": self.cleaned_data["sources"]}


FORMS = {form.kind: form for form in (AnnualForm, BulletinForm, BriefForm, SuggestionForm)}


class FeedbackForm(forms.Form):
    use_required_attribute = False
    words = TextField(label=_("What came back"), max_length=5000)
    on = DayField(label=_("When"))

    def __init__(self, *args, today, since, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].between(since, today)
        self.fields["on"].initial = today


class AnnualDayForm(forms.Form):
    use_required_attribute = False
    month = forms.IntegerField(label=_("Month"), min_value=1, max_value=12, widget=forms.NumberInput(attrs={"class": "w-number"}))
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31, widget=forms.NumberInput(attrs={"class": "w-number"}))

    def clean(self):
        said = super().clean()
        # a day that every year has: the twenty-ninth of February is none
        if said.get("month") and said.get("day") and said["day"] > monthrange(2026, said["month"])[1]:
            self.add_error("day", _("This month has no such day in every year."))
        return said
