"""How are long words, organs, colleagues, days and files asked for?"""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, Subquery
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.models import Absence, Duty, Organ
from petitions import files

LONGEST_TEXT = 20_000  # characters, as a person counts them
# What nobody can see: a text of these alone is an empty one.
UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0]+"
)


class TextField(forms.CharField):
    """Words of a person: kept as typed but for the line ends; what only looks filled in counts as empty."""

    def __init__(self, *, max_length=LONGEST_TEXT, rows=4, **kwargs):
        if rows > 1:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-limit": max_length}))
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs.pop("maxlength", None)  # a browser counts a rare hanzi as two

    def to_python(self, value):
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return text if UNSEEN.sub("", text) else ""


class LinesField(TextField):
    """A list, one entry a line."""

    def __init__(self, *, most=30, longest=2000, **kwargs):
        super().__init__(**kwargs)
        self.most, self.longest = most, longest

    def prepare_value(self, value):
        """What is kept as a list is typed again as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).split("\n") if UNSEEN.sub("", line)]
        if len(lines) > self.most:
            raise ValidationError(_("There can be %(number)d lines at most."), params={"number": self.most})
        for number, line in enumerate(lines, start=1):
            if len(line) > self.longest:
                raise ValidationError(
                    _("Line %(line)d is too long: a line may have %(number)d characters."), params={"line": number, "number": self.longest}
                )
        return lines


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day between two days; both are given when the form is shown, because today is one of them."""

    widget = DayInput
    earliest = latest = None

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {}).setdefault("invalid", _("Please write the date like 2026-03-16."))
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"], **kwargs)

    def between(self, earliest, latest):
        self.earliest, self.latest = earliest, latest
        self.widget.attrs |= {"min": earliest.isoformat(), "max": latest.isoformat()}

    def validate(self, value):
        super().validate(value)
        if value and self.latest and value > self.latest:
            raise ValidationError(_("The date cannot be after %(day)s."), params={"day": date_format(self.latest)})
        if value and self.earliest and value < self.earliest:
            raise ValidationError(_("The date cannot be before %(day)s."), params={"day": date_format(self.earliest)})

    def last_days(self, today, days=366):
        self.between(today - timedelta(days=days), today)

    def coming_days(self, today, days=366):
        self.between(today + timedelta(days=1), today + timedelta(days=days))


def matching_organs(organs, typed):
    """Organs whose name, short name or competences contain every word typed."""
    for word in typed.replace("\0", "").split()[:8]:
        organs = organs.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(competences__icontains=word))
    return organs


class OrganPicker(forms.TextInput):
    """A box to type a name into, and a hidden slug that the suggestions fill in (picker.js). Without scripts the typed name decides."""

    template_name = "petitions/_organ_picker.html"

    def value_from_datadict(self, data, files, name):
        return data.get(f"{name}_slug", ""), data.get(name, "")

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_slug" not in data

    def get_context(self, name, value, attrs):
        if isinstance(value, Organ):
            value = (value.slug, value.name)
        slug, typed = value or ("", "")
        context = super().get_context(name, typed, attrs)
        context["widget"]["slug"] = slug
        return context

    def _render(self, template_name, context, renderer=None):
        return get_template(template_name).render(context)  # among the pages' templates, where {% translate %} and {% url %} are at home


class OrganField(forms.Field):
    """One organ: by slug where it was chosen from the suggestions, else by what was typed, if that means only one."""

    widget = OrganPicker

    def __init__(self, *, kind="", **kwargs):
        self.kind = kind
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        return {"data-kind": self.kind} if self.kind else {}

    @property
    def organs(self):
        organs = Organ.objects.active()
        return organs.filter(kind=self.kind) if self.kind else organs

    def clean(self, value):
        slug, typed = (str(part or "").replace("\0", "").strip()[:200] for part in value or ("", ""))
        chosen = self.organs.filter(slug=slug or typed).first() if slug or typed else None
        if chosen and typed == chosen.slug:
            return chosen
        if chosen and typed in ("", chosen.name, chosen.short_name):
            return chosen
        if not typed:
            if slug:
                raise ValidationError(_("This organ is not open any more. Please choose another one."))
            return super().clean(None)
        return self._named(typed)

    def _named(self, typed):
        exact = list(self.organs.filter(Q(name=typed) | Q(short_name=typed))[:2])
        if len(exact) == 1:
            return exact[0]
        found = exact or list(matching_organs(self.organs, typed)[:6])
        if len(found) == 1:
            return found[0]
        if found:
            names = pgettext("list of names", ", ").join(organ.name for organ in found)
            raise ValidationError(_("Several organs are called like this: %(names)s. Please choose one of them."), params={"names": names})
        raise ValidationError(_("There is no organ of this name. Type a part of its name and choose it from the list."))


class DutyChoice(forms.ModelChoiceField):
    """A colleague, posted by slug."""

    def __init__(self, **kwargs):
        super().__init__(Duty.objects.none(), to_field_name="slug", **kwargs)
        self.error_messages["invalid_choice"] = _("This colleague cannot be chosen any more. Please choose another one.")

    def offer(self, duties):
        away = Absence.objects.on(timezone.localdate()).filter(duty=OuterRef("pk")).values("until")
        self.queryset = duties.select_related("officer", "organ").annotate(away_until=Subquery(away[:1])).order_by("officer__username")

    def label_from_instance(self, duty):
        words = f"{duty.officer.name} · {duty.get_role_display()}"
        return _("%(who)s · away until %(day)s") % {"who": words, "day": date_format(duty.away_until)} if duty.away_until else words


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True

    def __init__(self):
        super().__init__(attrs={"accept": files.ACCEPT})


class FilesField(forms.FileField):
    """Any number of files. What cannot be taken is said in `refused` after the form was cleaned; the others are kept."""

    widget = FilesInput

    def clean(self, value, initial=None):
        uploads = [upload for upload in value or [] if upload] if isinstance(value, list | tuple) else [value] if value else []
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"])
        return uploads
