"""Which petitions does this duty mean? Found by POST, so that no name or number ever stands in an address."""

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import for_roles
from petitions import looks, numbers, visibility, worklists
from petitions.forms.fields import TextField
from petitions.models import Petition
from petitions.paging import NEWEST, page_of

from .worklist import line_of


class SearchForm(forms.Form):
    q = TextField(label=_("Number, name, phone, ID or words"), max_length=200, rows=1)
    place = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


@for_roles(*visibility.CASE_ROLES)
def search(request):
    form = SearchForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "today": timezone.localdate()}
    if not form.is_valid():
        return render(request, "petitions/search.html", context, status=422 if form.is_bound else 200)
    typed = form.cleaned_data["q"]
    seen = Petition.objects.visible_to(request.duty)
    if numbers.is_number(typed) and (petition := seen.filter(number=numbers.read(typed)).first()):
        return redirect(petition)
    if numbers.is_number(typed):
        looks.record(looks.Kind.ABSENT, request.duty, numbers.read(typed), "search")
    rows = seen.matching(typed, by=request.duty)
    page = page_of(rows, NEWEST, form.cleaned_data["place"])
    lines = [line_of(petition, request.duty) for petition in worklists.lines(rows, page)]
    return render(request, "petitions/search.html", context | {"q": typed, "page": page, "lines": lines, "is_answer": True})
