"""Somebody comes back to the window: which matters are theirs?

A clerk cannot look up a neighbour. What a colleague received, and the bureau has sorted, is opened for a clerk by what only the petitioner
has: number and code, or the identity paper that lies before the clerk. It stays open to that clerk on that day, and is kept for ever.
"""

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.encryption import blind_index
from petitions import looks, masking, numbers
from petitions.models import Party, Petition
from petitions.search import plain_paper
from reception.portal.lookup import find

from .forms import OneLine, clean_paper, kind_of

PAGE = "desk-returning"
MOST_SHOWN = 20


class ReceiptForm(forms.Form):
    """As it stands on the receipt that the visitor brought."""

    number = OneLine(label=gettext_lazy("Petition number"), limit=60, css="w-id")
    code = OneLine(label=gettext_lazy("Query code"), limit=40, css="w-id")
    tail = OneLine(label=gettext_lazy("Last four digits of the telephone that was given, if any"), limit=20, css="w-number")

    def clean_number(self):
        typed = self.cleaned_data["number"]
        if not numbers.is_number(typed):
            raise forms.ValidationError(_("There is a typing mistake in this number. Please compare it with the receipt, group by group."))
        return numbers.read(typed)

    def clean_code(self):
        return numbers.read(self.cleaned_data["code"])

    def found(self, duty) -> list[Petition]:
        said = self.cleaned_data
        return [petition] if (petition := find(said["number"], said["code"], said["tail"])) and _here(duty, pk=petition.pk) else []


class PaperForm(forms.Form):
    """An identity paper that lies before the clerk, for who has lost the receipt."""

    paper_number = OneLine(label=gettext_lazy("Number of the paper"), limit=60, css="w-id")
    lies_here = forms.BooleanField(
        label=gettext_lazy("The paper lies before me, and it is theirs"),
        error_messages={"required": gettext_lazy("Without the paper itself nothing is opened: a number alone can be anybody's.")},
    )

    def clean_paper_number(self):
        number = plain_paper(self.cleaned_data["paper_number"])
        if not number:
            raise forms.ValidationError(_("Please write the number of the paper."))
        return clean_paper(number, kind_of(number))

    def found(self, duty) -> list[Petition]:
        index = blind_index("paper", self.cleaned_data["paper_number"])
        theirs = Party.objects.exclude(role=Party.Role.ACCUSED).filter(paper_index=index)
        return _here(duty, masking.nameable(duty), pk__in=theirs.values("petition"))


def _here(duty, *conditions, **named):
    return list(Petition.objects.could_be_shown_to(duty).filter(*conditions, **named).newest_first()[:MOST_SHOWN])


@transaction.atomic
def opened(form, duty) -> list[Petition]:
    """The matters that the form proves to be the visitor's; from now until midnight they are there for this duty. None: a try, kept too."""
    petitions = form.found(duty)
    for petition in petitions:
        looks.record(looks.Kind.WINDOW, duty, petition.number, PAGE)
    if not petitions:
        looks.record(looks.Kind.ABSENT, duty, form.cleaned_data.get("number", ""), PAGE)
    return petitions
