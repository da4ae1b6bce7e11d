"""What does a petition's page tell of its file, who may take the file away, and which files are there?"""

from dataclasses import dataclass

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role

from . import completeness, permissions
from .forms.fields import DayInput
from .models import ArchiveVolume, LegalHold, Petition, Proposal, Retention
from .workflow import STEPS, State
from .workflow.states import FILED_FROM

SIZE = 25
# Whose work a finished file is: those who keep it, those who answer for it, and those who handled it.
FILE_ROLES = (Role.ARCHIVIST, Role.DISC, Role.O_LEAD, Role.B_LEAD, Role.LIAISON, Role.HANDLER)
REGISTER_ROLES = (Role.ARCHIVIST, Role.DISC, Role.O_LEAD, Role.B_LEAD)
KEPT, HELD, DUE, PROPOSED, DESTROYED = "kept", "held", "due", "proposed", "destroyed"
STATUS = [
    (KEPT, _("being kept")),
    (HELD, _("on legal hold")),
    (DUE, _("time of keeping has passed")),
    (PROPOSED, _("proposed to be destroyed")),
    (DESTROYED, _("destroyed")),
]


def may_take_away(petition, duty) -> bool:
    """The volume and the package, for officers of the organ that has the file; who may see the petition at all was asked before."""
    return duty.role in FILE_ROLES and duty.organ_id == petition.holder_organ_id


@dataclass(frozen=True)
class Told:
    """The part of the page that is about the file."""

    volumes: list
    checklist: list
    may_take_away: bool

    @property
    def is_complete(self):
        return all(line.is_met for line in self.checklist)

    @property
    def missing(self):
        return sum(not line.is_met for line in self.checklist)


def told(petition, duty) -> Told | None:
    """The volumes of a filed matter; the checklist for those who may file it; nothing otherwise, and then nothing is asked."""
    checklist = []
    if petition.state in FILED_FROM and permissions.may_take(petition, STEPS["archive"], duty):
        checklist = completeness.checklist(petition)
    volumes = []
    if petition.state in FILED_FROM or petition.state == State.ARCHIVED:
        volumes = list(petition.volumes.select_related("organ", "disposal").prefetch_related("holds__placed_by__officer"))
    return Told(volumes, checklist, may_take_away(petition, duty)) if volumes or checklist else None


def is_destroyed(petition) -> bool:
    volume = petition.newest_volume if petition.state == State.ARCHIVED else None
    return bool(volume and volume.is_destroyed)


# ── 档案台账: the register of files ──


def rows_of(duty):
    """The volumes of my own organ whose matters exist for me, the newest first."""
    return ArchiveVolume.objects.filter(organ=duty.organ_id, petition__in=Petition.objects.visible_to(duty))


def status_q(status, today) -> Q:
    held = Exists(LegalHold.objects.filter(volume=OuterRef("pk"), lifted_on=None))
    if status == DESTROYED:
        return Q(disposal__isnull=False)
    if status == HELD:
        return Q(held)
    if status == DUE:
        return Q(disposal=None, retained_until__lt=today) & ~Q(held)
    if status == PROPOSED:
        return Q(Exists(Proposal.objects.filter(petition=OuterRef("petition"), step="dispose", is_confirmed=None)))
    return Q(disposal=None) & (Q(retained_until=None) | Q(retained_until__gte=today))


class VolumeFilter(django_filters.FilterSet):
    """What cannot be read is left out, and said at its field; the rest still holds."""

    number = django_filters.CharFilter(label=_("Archive number"), lookup_expr="icontains", max_length=60)
    retention = django_filters.ChoiceFilter(label=_("Kept for"), choices=Retention, empty_label=_("all"))
    status = django_filters.ChoiceFilter(label=_("Where it stands"), choices=STATUS, method="by_status", empty_label=_("all"))
    since = django_filters.DateFilter(label=_("Filed from"), field_name="archived_on", lookup_expr="gte", widget=DayInput)
    until = django_filters.DateFilter(label=_("Filed until"), field_name="archived_on", lookup_expr="lte", widget=DayInput)
    due = django_filters.DateFilter(
        label=_("To be kept until, at the latest"), field_name="retained_until", lookup_expr="lte", widget=DayInput
    )

    class Meta:
        model = ArchiveVolume
        fields = []

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)
        self.form.auto_id = "filter_%s"

    def by_status(self, rows, name, value):
        return rows.filter(status_q(value, self.today))

    def chosen(self):
        """(name, label, words) of each filter that holds, in the order of the form."""
        for name, value in self.form.cleaned_data.items() if self.form.is_valid() or self.form.cleaned_data else ():
            if value in (None, ""):
                continue
            field = self.form.fields[name]
            yield name, field.label, dict(field.choices).get(value, value) if hasattr(field, "choices") else value


def with_columns(rows):
    proposed = Exists(Proposal.objects.filter(petition=OuterRef("petition"), step="dispose", is_confirmed=None))
    held = Exists(LegalHold.objects.filter(volume=OuterRef("pk"), lifted_on=None))
    seen = rows.select_related("petition", "organ", "disposal__proposed_by__officer", "disposal__confirmed_by__officer")
    return seen.defer("petition__query_code").annotate(is_held=held, is_proposed=proposed).order_by("-archived_on", "-pk")


@dataclass(frozen=True)
class Page:
    volumes: list
    newer: str | None
    older: str | None


def page_of(rows, place="") -> Page:
    """The page that `place` names: "older." or "newer." and the archive number at the edge; any other text is the first page."""
    way, _dot, number = place.partition(".")
    # Among the rows: numbers of files run on, and a guessed one must not tell of a file that is hidden.
    edge = rows.filter(number=number).values_list("archived_on", "pk").first() if way in ("older", "newer") else None
    rows = with_columns(rows)
    if edge is None:
        found = list(rows[: SIZE + 1])
        return _cut(found[:SIZE], has_newer=False, has_older=len(found) > SIZE)
    sign = "lt" if way == "older" else "gt"
    beyond = rows.filter(Q(**{f"archived_on__{sign}": edge[0]}) | Q(archived_on=edge[0], **{f"pk__{sign}": edge[1]}))
    if way == "older":
        found = list(beyond[: SIZE + 1])
        return _cut(found[:SIZE], has_newer=True, has_older=len(found) > SIZE)
    found = list(beyond.reverse()[: SIZE + 1])
    return _cut(found[:SIZE][::-1], has_newer=len(found) > SIZE, has_older=True)


def _cut(volumes, *, has_newer, has_older):
    return Page(
        volumes,
        newer=f"newer.{volumes[0].number}" if volumes and has_newer else None,
        older=f"older.{volumes[-1].number}" if volumes and has_older else None,
    )


def status_of(volume, today) -> str:
    """One of STATUS, the strongest that holds."""
    if volume.is_destroyed:
        return DESTROYED
    if volume.is_held:
        return HELD
    if volume.is_proposed:
        return PROPOSED
    return DUE if volume.is_due(today) else KEPT
