"""What passes through the office closed: an envelope, to whom it is addressed, and when it was handed on. Never what is in it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug


class PassThroughQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(handed_on=None)

    def late(self, today):
        return self.waiting().filter(due_on__lt=today)

    def registered_at(self, organ):
        return self.filter(organ=organ)


class PassThrough(models.Model):
    """密件登记: matters of a superior discipline organ are not copied, excerpted or entered; they go straight to the principal (domain.md §3.6.4).

    There is no field that takes a sentence, so nothing of the content can be typed, by page or by form.
    """

    class Way(models.TextChoices):
        MAIL = "MAIL", _("by mail")
        IN_PERSON = "IN_PERSON", _("handed in at the window")
        COURIER = "COURIER", _("by official courier")

    class Sender(models.TextChoices):
        PERSON = "PERSON", _("one person")
        PEOPLE = "PEOPLE", _("several people")
        ORGAN = "ORGAN", _("an organ or unit")
        UNKNOWN = "UNKNOWN", _("not to be seen from outside")

    class Condition(models.TextChoices):
        CLOSED = "CLOSED", _("closed")
        DAMAGED = "DAMAGED", _("arrived damaged, not looked into")
        OPENED = "OPENED", _("opened with other mail, closed again at once")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    received_on = models.DateField(_("received on"))
    way = models.CharField(_("how it came"), max_length=9, choices=Way)
    sender = models.CharField(_("who sent it"), max_length=7, choices=Sender)
    envelopes = models.PositiveSmallIntegerField(_("envelopes"), default=1)
    condition = models.CharField(_("the envelope is"), max_length=8, choices=Condition)
    mail_number = models.CharField(_("mail number"), max_length=30, blank=True)  # letters and digits alone
    addressee = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+", verbose_name=_("addressed to"))
    due_on = models.DateField(_("to be handed on by"))
    by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    idem = models.UUIDField(unique=True)
    handed_to = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+", verbose_name=_("handed to"))
    handed_on = models.DateField(_("handed on"), null=True)
    handed_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")

    objects = PassThroughQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-seq"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "year", "seq"], name="pass_through_numbers_run_on"),
            models.CheckConstraint(
                condition=Q(handed_on=None, handed_to=None, handed_by=None)
                | Q(handed_on__gte=F("received_on"), handed_to__isnull=False, handed_by__isnull=False),
                name="handed_on_is_whole",
            ),
            models.CheckConstraint(condition=Q(mail_number__regex="^[0-9A-Z-]*$"), name="a_mail_number_is_no_sentence"),
        ]
        indexes = [models.Index(fields=["organ", "due_on"], condition=Q(handed_on=None), name="pass_through_waiting")]
        triggers = [
            pgtrigger.Trigger(
                name="handed_on_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.handed_on IS NULL
                       AND to_jsonb(NEW) - ARRAY['handed_to_id', 'handed_on', 'handed_by_id'] = to_jsonb(OLD) - ARRAY['handed_to_id', 'handed_on', 'handed_by_id'] THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: the register of closed envelopes is only added to' USING ERRCODE = 'restrict_violation';
                """,
            ),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def number(self):
        return f"{self.organ.code}密收〔{self.year}〕{self.seq}号"

    def is_late(self, today):
        return self.handed_on is None and self.due_on < today
