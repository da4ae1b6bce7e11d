"""The petition itself: where it stands, who holds it, until when."""

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField
from simple_history.models import HistoricalRecords

from accounts.encryption import EncryptedField
from petitions.numbers import grouped, new_number, new_query_code
from petitions.queries import PetitionQuerySet
from petitions.rulebook import WINDOWS
from petitions.workflow import Door, State
from petitions.workflow.states import transitions_for_the_database

from .contact import Channel
from .party import Party
from .proceeding import Track


class PetitionClass(models.TextChoices):
    SUGGESTION = "SUGGESTION", _("suggestion")
    ACCUSATION = "ACCUSATION", _("accusation")
    CLAIM = "CLAIM", _("claim")


class Finality(models.TextChoices):
    OPEN = "OPEN", _("open")
    WINDOW_LAPSED = "WINDOW_LAPSED", _("no review was asked for in time")
    SETTLED = "SETTLED", _("settled")
    REREVIEW_FINAL = "REREVIEW_FINAL", _("final after re-review")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("no remedy of this kind")


class ClosureType(models.TextChoices):
    ANSWERED = "ANSWERED", _("answered")
    CARRIED_OUT = "CARRIED_OUT", _("answered, and carried out")
    SETTLED = "SETTLED", _("settled, and the agreement performed")
    ACCEPTED_BY_PETITIONER = "ACCEPTED_BY_PETITIONER", _("answer accepted by the petitioner in writing")
    CLOSED_ELSEWHERE = "CLOSED_ELSEWHERE", _("closed before it was taken over")


class Category(models.Model):
    """内容分类: up to three levels, replaced as a whole when the official list changes."""

    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)  # 城乡建设/住房保障/公租房
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["path"]

    def __str__(self):
        return self.path.replace("/", " › ")


class Petition(Door, models.Model):
    """信访事项: the unit that is classified, sent, answered. The row is thin; words live in contacts, findings and documents."""

    number = models.CharField(max_length=13, unique=True, default=new_number, editable=False)
    query_code = EncryptedField(default=new_query_code, editable=False)
    state = FSMField(max_length=20, choices=State, default=State.REGISTERED, protected=True)
    subject = models.CharField(_("subject"), max_length=120)
    petition_class = models.CharField(_("class"), max_length=10, choices=PetitionClass, blank=True)
    track = models.CharField(_("track"), max_length=20, choices=Track, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, verbose_name=_("category"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    received_on = models.DateField(_("received on"))
    first_organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    first_receiver = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    holder_organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    holder = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="held")
    due_on = models.DateField(null=True)  # the next legal date of a running clock and its rule, kept by the door
    due_rule = models.CharField(max_length=4, blank=True)
    is_sealed = models.BooleanField(default=False)
    is_confidential = models.BooleanField(_("wants name and address kept from the handling organ"), default=False)
    is_restricted = models.BooleanField(_("confidential matter"), default=False)  # 保密件: read by named persons alone
    is_urgent = models.BooleanField(_("urgent"), default=False)
    # 涉及国家秘密: nothing more is entered here; what there is goes on outside this system (Law on Guarding State Secrets arts 30, 31)
    is_offline = models.BooleanField(_("taken off-line: touches state secrets"), default=False)
    is_repeat = models.BooleanField(_("repeat"), default=False)
    repeats = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeated_by")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="split_into")
    headcount = models.PositiveSmallIntegerField(_("people"), default=1)
    finality = models.CharField(max_length=16, choices=Finality, default=Finality.OPEN)
    closure_type = models.CharField(max_length=24, choices=ClosureType, blank=True)
    closed_on = models.DateField(null=True)
    days_to_reply = models.PositiveSmallIntegerField(null=True)  # from arrival to the answer that was given, whoever gave it
    is_taken_over = models.BooleanField(default=False)
    profile = models.CharField(max_length=30)

    seen_by = None  # the duty for whom the gate let this row through (queries.py)
    is_readable = False  # … and whether its words are for that duty too

    history = HistoricalRecords(excluded_fields=["query_code"])
    objects = PetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        verbose_name = _("petition")
        indexes = [
            models.Index(fields=["-received_on", "-id"]),
            models.Index(fields=["holder_organ", "due_on", "id"], condition=State.open_q(), name="worklist_of_organ"),
            models.Index(fields=["holder", "due_on", "id"], condition=State.open_q(), name="worklist_of_officer"),
            models.Index(fields=["due_on", "id"], condition=State.open_q(), name="worklist_of_all"),
            models.Index(fields=["first_organ", "-received_on"]),
            models.Index(fields=["holder_organ", "-closed_on"], condition=~State.open_q(), name="done_by_organ"),
            # Few among many; the second wall asks for them at each page.
            models.Index(fields=["id"], condition=models.Q(is_sealed=True), name="sealed"),
        ]
        triggers = [
            pgtrigger.FSM(name="only_known_steps", field="state", transitions=transitions_for_the_database()),
            pgtrigger.Trigger(
                name="a_change_has_its_event",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[("has_event", "boolean")],
                func="""
                    EXECUTE 'SELECT EXISTS (SELECT 1 FROM petitions_event WHERE petition_id = $1 AND xact = $2)'
                        INTO has_event USING NEW.id, pg_current_xact_id()::text::bigint;
                    IF NOT has_event THEN
                        RAISE EXCEPTION 'petition % changed without an event', NEW.id USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("petition", args=[self.number])

    @property
    def title(self):
        """The subject, for whoever may read it; of a confidential matter only a row that came through the gate knows that (queries.py)."""
        return self.subject if not self.is_restricted or self.is_readable else str(_("Confidential matter"))

    @property
    def grouped_number(self):
        return grouped(self.number)

    @property
    def is_open(self):
        return self.state in State.open()

    def is_late(self, on):
        return self.is_open and self.due_on is not None and self.due_on < on and self.due_rule not in WINDOWS

    @property
    def petitioner(self):
        """The first petitioner; None where nobody gave a name."""
        return next((party for party in self.parties.all() if party.role == Party.Role.PETITIONER), None)

    @property
    def birth(self):
        """The event by which it came."""
        return self.events.select_related("link").order_by("seq").first()

    @property
    def current_transfer(self):
        return self.transfers.filter(is_current=True).select_related("from_organ", "to_organ").first()

    @cached_property
    def recused(self):
        """Keys of the officers who must keep away (art. 28); the door asks anew under its lock."""
        return frozenset(self.recusals.values_list("officer", flat=True))

    @cached_property
    def named(self):
        """Keys of the officers who may read a confidential matter, and of the leaders in charge of a sealed one."""
        if not (self.is_restricted or self.is_sealed):
            return frozenset()
        return frozenset(self.clearances.filter(ended_on=None).values_list("officer", flat=True))

    @property
    def recusal_asked(self):
        """The petitioner's request that waits for its decision."""
        return next((request for request in self.recusal_requests.all() if request.is_granted is None), None)

    @property
    def open_proceeding(self):
        return self.proceedings.filter(closed_on=None).select_related("organ", "handler__officer").first()

    @property
    def last_proceeding(self):
        return self.proceedings.select_related("organ", "handler__officer").last()

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # django-fsm-2 unprotects the field on the class while it refreshes, for every thread; taking the value
        # out of this instance does the same for this row alone. A missing value counts as deferred, so the fields are named.
        if fields is None:
            deferred = self.get_deferred_fields()
            fields = [field.attname for field in self._meta.concrete_fields if field.attname not in deferred]
        kept = self.__dict__.pop("state", None)
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        finally:
            self.__dict__.setdefault("state", kept)
