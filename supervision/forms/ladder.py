"""Is this a ladder: rungs with names of their own, each above the one before?"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from petitions.forms.fields import UNSEEN
from supervision import rungs
from supervision.models import Deed, Rung
from supervision.models.rung import LONGEST_NAME, MOST_RUNGS


class RungForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    days = forms.IntegerField(label=_("Days, before the date with a minus"), min_value=-30, max_value=365)
    counts_from = forms.ChoiceField(label=_("Counts from"), choices=Rung.Date.choices)
    deed = forms.ChoiceField(label=_("What it does"), choices=Deed.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_permitted = True  # each row may be left out, also one that stood there before
        place = int(self.prefix.rpartition("-")[2]) + 1 if self.prefix and self.prefix[-1].isdigit() else 0
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{place}. {field.label}"

    def has_changed(self):
        """A row whose name and days are empty is no rung, whatever its two lists say."""
        return any(str(self[name].data or "").strip() for name in ("name", "days"))

    def clean_name(self):
        """The names of the first ladder are kept as codes, and shown in the reader's language."""
        typed = self.cleaned_data["name"]
        if not UNSEEN.sub("", typed):
            raise ValidationError(_("Please give the rung a name."))
        return next((code for code, words in rungs.LABELS.items() if typed in (code, str(words))), typed)


class RungForms(forms.BaseFormSet):
    def clean(self):
        if any(self.errors):
            return
        found = [form for form in self.forms if form.has_changed()]
        if not found:
            raise ValidationError(_("A ladder has at least one rung."))
        names, before = set(), None
        for form in found:
            rung = Rung(**form.cleaned_data)
            if rung.name.casefold() in names:
                form.add_error("name", _("Another rung has this name."))
            if before and rung.order <= before.order:
                form.add_error(
                    "days", _("This rung is not reached after the one above it. Please put the rungs in the order of their days.")
                )
            names.add(rung.name.casefold())
            before = rung
        if any(form.errors for form in found):
            raise ValidationError(_("Please check the rungs."))

    @property
    def values(self):
        return [form.cleaned_data for form in self.forms if form.has_changed()]


LadderForm = forms.formset_factory(RungForm, formset=RungForms, extra=MOST_RUNGS, max_num=MOST_RUNGS, absolute_max=MOST_RUNGS)


def initial_of(steps):
    return [{"name": str(rungs.label(rung.name)), "days": rung.days, "counts_from": rung.counts_from, "deed": rung.deed} for rung in steps]
