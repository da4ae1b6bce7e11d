"""What do officers write to each other about a petition, and which tasks wait for whom?"""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch

from . import accusations, visibility
from .models import Addressee, Note, Notice, Petition, TaskDone
from .notices import ring, with_deputies


def colleagues(petition, duty):
    """To whom this duty may write: those of its own organ and of the organs involved for whom the petition exists, and who may read it."""
    organs = [duty.organ_id, *petition.involvements.values_list("organ", flat=True)]
    readers = visibility.readers(petition).filter(organ__in=organs).exclude(officer=duty.officer_id)
    return readers.filter(officer__in=petition.named) if petition.is_restricted else readers


@transaction.atomic
def write(petition, *, by, text, to=(), is_task=False, due_on=None, corrects=None) -> Note:
    """One note with its addressees, who are told. What it says stays; `corrects` names the older note that it takes the place of."""
    note = Note.objects.create(petition=petition, duty=by, text=text, is_task=is_task, due_on=due_on, corrects=corrects)
    Addressee.objects.bulk_create([Addressee(note=note, duty=duty) for duty in to])
    _tell(note, to, "task" if is_task else "note")
    return note


@transaction.atomic
def mark_done(addressee, by):
    """The author of the task hears of it. A second press changes nothing."""
    done, is_new = TaskDone.objects.get_or_create(addressee=addressee, defaults={"duty": by})
    if is_new and addressee.note.duty.officer_id != by.officer_id:
        _tell(addressee.note, [addressee.note.duty], "task_done", f":{addressee.pk}")
    return done


def _tell(note, duties, kind, about=""):
    Notice.objects.bulk_create(
        Notice(key=f"{kind}:{note.pk}{about}:{duty.pk}:DESK", petition=note.petition, duty=duty, kind=kind, channel=Notice.Channel.DESK)
        for duty in accusations.open_to(note.petition, with_deputies(list(duties)))
        if duty.officer_id not in note.petition.recused
    )
    transaction.on_commit(ring, robust=True)


def notes_of(petition):
    """The newest first, whether or not a newer one corrects them; three queries, however many there are."""
    addressees = Addressee.objects.select_related("duty__officer", "duty__organ", "done__duty__officer")
    rows = petition.notes.select_related("duty__officer", "duty__organ", "corrected_by")
    return rows.prefetch_related(Prefetch("addressees", addressees))


def tasks_of(duty):
    """What colleagues ask of this duty and those for whom it stands in, the soonest date first; of petitions that exist for it."""
    return _open_tasks(duty).filter(duty__in=duty.hands)


def tasks_given_by(duty):
    return _open_tasks(duty).filter(note__duty=duty)


def _open_tasks(duty):
    seen = Petition.objects.visible_to(duty).filter(visibility.readable(duty), pk=OuterRef("note__petition"))
    tasks = Addressee.objects.filter(Exists(seen), note__is_task=True, note__corrected_by=None, done=None)
    tasks = tasks.select_related("note__petition", "note__duty__officer", "note__duty__organ", "duty__officer")
    return tasks.defer("note__petition__query_code").order_by(F("note__due_on").asc(nulls_last=True), "id")
