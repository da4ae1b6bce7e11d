"""Organs, and the tree they stand in."""

import ipaddress

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.encryption import new_slug


class Level(models.IntegerChoices):
    NATIONAL = 1, _("national")
    PROVINCE = 2, _("province")
    CITY = 3, _("city")
    COUNTY = 4, _("county")
    TOWNSHIP = 5, _("township")


class OrganKind(models.TextChoices):
    GOVERNMENT = "GOVERNMENT", _("party committee and government")
    BUREAU = "BUREAU", _("letters-and-visits bureau")
    DEPARTMENT = "DEPARTMENT", _("department")
    DISCIPLINE = "DISCIPLINE", _("discipline inspection and supervision organ")
    JOINT_CONFERENCE = "JOINT_CONFERENCE", _("joint conference")


class OrganQuerySet(models.QuerySet):
    def active(self):
        return self.filter(closed_on=None)

    def under(self, organ, on=None):
        """The organ itself and all below it, as the tree stood on that day (today when not given)."""
        on = on or timezone.localdate()
        paths = OrganPath.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), ancestor=organ, valid_from__lte=on)
        return self.filter(pk__in=paths.values("descendant"))

    def as_tree(self):
        """A list in which superiors stand before what is below them; each organ gets its depth from the top, 0."""
        organs = list(self)
        known = {organ.pk for organ in organs}
        below = {}
        for organ in organs:
            below.setdefault(organ.parent_id if organ.parent_id in known else None, []).append(organ)

        def walk(parent, depth):
            for organ in below.get(parent, []):
                organ.depth = depth
                yield organ
                yield from walk(organ.pk, depth + 1)

        return list(walk(None, 0))


class Organ(models.Model):
    """机关、单位: an organ of the one tree of this deployment."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    name = models.CharField(_("full name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganKind, default=OrganKind.DEPARTMENT)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("superior organ"))
    code = models.CharField(_("document code"), max_length=12, help_text=_("The organ's characters at the head of a document number."))
    line_superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="line_inferiors", verbose_name=_("superior in its line of work")
    )
    is_vertical = models.BooleanField(_("led by its line alone"), default=False)
    profile = models.CharField(_("clock profile"), max_length=30, blank=True, help_text=_("Empty: as the office's setting says."))
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    hours = models.CharField(_("reception hours"), max_length=120, blank=True)
    competences = models.CharField(_("competences"), max_length=400, blank=True, help_text=_("Words that help the dispatcher to find it."))
    aliases = models.CharField(
        _("other names"), max_length=300, blank=True,
        help_text=_("Short and former names by which people call it, with 、 between them. An accusation that names it is kept from it."),
    )  # fmt: skip
    networks = models.CharField(
        _("own networks"), max_length=600, blank=True,
        help_text=_("One a line, such as 10.20.0.0/16. Ratings that come from here are pointed out: a petitioner rarely sits in the office."),
    )  # fmt: skip
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    history = HistoricalRecords()
    objects = OrganQuerySet.as_manager()

    class Meta:
        ordering = ["level", "id"]
        verbose_name = _("organ")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="organ_code_is_its_own", violation_error_message=_("Another organ has this document code.")
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keep_the_tree",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
                # Who was above whom, and when: visibility asks for today, events remember then.
                func="""
                    IF TG_OP = 'INSERT' THEN
                        INSERT INTO accounts_organpath (ancestor_id, descendant_id, depth, valid_from) VALUES (NEW.id, NEW.id, 0, '1949-10-01');
                        INSERT INTO accounts_organpath (ancestor_id, descendant_id, depth, valid_from)
                            SELECT ancestor_id, NEW.id, depth + 1, '1949-10-01' FROM accounts_organpath
                            WHERE descendant_id = NEW.parent_id AND valid_until IS NULL;
                    ELSIF NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
                        IF EXISTS (SELECT 1 FROM accounts_organpath WHERE ancestor_id = NEW.id AND descendant_id = NEW.parent_id AND valid_until IS NULL) THEN
                            RAISE EXCEPTION 'an organ cannot stand below itself' USING ERRCODE = 'check_violation';
                        END IF;
                        UPDATE accounts_organpath SET valid_until = (now() AT TIME ZONE 'Asia/Shanghai')::date
                            WHERE valid_until IS NULL
                              AND descendant_id IN (SELECT descendant_id FROM accounts_organpath WHERE ancestor_id = NEW.id AND valid_until IS NULL)
                              AND ancestor_id NOT IN (SELECT descendant_id FROM accounts_organpath WHERE ancestor_id = NEW.id AND valid_until IS NULL);
                        INSERT INTO accounts_organpath (ancestor_id, descendant_id, depth, valid_from)
                            SELECT up.ancestor_id, down.descendant_id, up.depth + down.depth + 1, (now() AT TIME ZONE 'Asia/Shanghai')::date
                            FROM accounts_organpath up, accounts_organpath down
                            WHERE up.descendant_id = NEW.parent_id AND up.valid_until IS NULL
                              AND down.ancestor_id = NEW.id AND down.valid_until IS NULL;
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_bureau(self):
        return self.kind == OrganKind.BUREAU

    def has_in_own_network(self, address: str) -> bool:
        """Does an address, or the network of one household, lie in a network of this organ? Not where it cannot be read."""
        try:
            asked = ipaddress.ip_network(address)
        except ValueError:
            return False
        own = [ipaddress.ip_network(line) for line in self.networks.split()]
        return any(asked.version == network.version and asked.subnet_of(network) for network in own)

    @property
    def jurisdiction(self):
        """A bureau looks after what stands below its government; any other organ after itself and what stands below it."""
        return self.parent if self.is_bureau and self.parent_id else self


class OrganPath(models.Model):
    """The tree as a dated closure table, written by the trigger on Organ alone."""

    ancestor = models.ForeignKey(Organ, models.PROTECT, related_name="paths_down")
    descendant = models.ForeignKey(Organ, models.PROTECT, related_name="paths_up")
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ancestor", "descendant"], condition=Q(valid_until=None), name="one_path_today")]
        indexes = [models.Index(fields=["descendant", "depth"])]
