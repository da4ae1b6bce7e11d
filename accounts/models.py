"""Who: organs and their tree, officers, the duties they act in, and the working calendar."""

import secrets

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .encryption import SLUG_ALPHABET, EncryptedField, new_slug


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


def readable_secret() -> str:
    """Three groups that can be read aloud, 59 bits."""
    return "-".join("".join(secrets.choice(SLUG_ALPHABET) for _place in range(4)) for _group in range(3))


class OfficerManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        officer = self.model(username=username, **fields)
        officer.set_password(password)
        officer.save()
        return officer


class Officer(AbstractBaseUser):
    """A member of staff who signs in. Citizens are never officers."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    username = models.CharField(_("sign-in name"), max_length=40, unique=True, error_messages={"unique": _("This sign-in name is taken.")})
    name = models.CharField(_("name"), max_length=50)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_choose_password = models.BooleanField(default=False)  # the password is known to whoever gave it, and opens nothing but the choice

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = OfficerManager()

    class Meta:
        ordering = ["username"]
        verbose_name = _("officer")

    def __str__(self):
        return self.name

    def give_password(self) -> str:
        """A password to hand over; it opens nothing but the choice of another one."""
        password = readable_secret()
        self.set_password(password)
        self.must_choose_password = True
        return password


class Role(models.TextChoices):
    CLERK = "CLERK", _("window clerk")
    DISPATCHER = "DISPATCHER", _("dispatcher")
    B_LEAD = "B_LEAD", _("bureau leader")
    SUPERV = "SUPERV", _("supervisor")
    LIAISON = "LIAISON", _("liaison officer")
    HANDLER = "HANDLER", _("case handler")
    O_LEAD = "O_LEAD", _("organ leader")
    REVIEW = "REVIEW", _("review officer")
    SPONSOR = "SPONSOR", _("sponsoring leader")
    JOINT = "JOINT", _("joint-conference office")
    DISC = "DISC", _("accusation officer")
    ARCHIVIST = "ARCHIVIST", _("archivist")
    AUDITOR = "AUDITOR", _("auditor")
    ADMIN = "ADMIN", _("system administrator")


class DutyQuerySet(models.QuerySet):
    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), since__lte=on, officer__is_active=True, organ__closed_on=None)


class Duty(models.Model):
    """What an officer acts as: this person, in this organ, in this role. Every event names one."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="duties", verbose_name=_("officer"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="duties", verbose_name=_("organ"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    since = models.DateField(_("since"), default=timezone.localdate)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    # 主要负责人: signs the completion report of an assigned matter (art. 22 ¶1(3))
    is_principal = models.BooleanField(_("principal of the organ"), default=False)

    history = HistoricalRecords()
    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("duty")
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "organ", "role"],
                condition=Q(ended_on=None),
                name="one_open_duty",
                violation_error_message=_("This officer already has this duty."),
            )
        ]

    def __str__(self):
        return _("%(name)s, %(organ)s (%(role)s)") % {
            "name": self.officer.name,
            "organ": self.organ.short_name,
            "role": self.get_role_display(),
        }

    @cached_property
    def stands_in_for(self):
        """Keys of the duties whose deputy this one is today."""
        return list(Absence.objects.on(timezone.localdate()).filter(deputy=self).values_list("duty", flat=True))

    @property
    def hands(self):
        """This duty and those for which it stands in: what is held by any of them is in its hands."""
        return [self.pk, *self.stands_in_for]

    def deputy_on(self, day):
        """Who does this duty's work on that day while it is away; None while it is there."""
        away = Absence.objects.on(day).filter(duty=self)
        return Duty.objects.current(day).filter(deputizes__in=away).select_related("officer", "organ").first()

    @cached_property
    def jurisdiction_id(self):
        return self.organ.parent_id if self.organ.is_bureau and self.organ.parent_id else self.organ_id


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), since__lte=day, until__gte=day)

    def not_over(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), until__gte=day)


class Absence(models.Model):
    """外出、请假: a duty is away, both days included; meanwhile a deputy of the same organ and role sees and does what it would."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="absences", verbose_name=_("who is away"))
    deputy = models.ForeignKey(Duty, models.PROTECT, related_name="deputizes", verbose_name=_("deputy"))
    since = models.DateField(_("away from"))
    until = models.DateField(_("away until"))
    ended_on = models.DateField(null=True)  # back earlier: present again from this day on
    set_by = models.ForeignKey(Duty, models.PROTECT, related_name="+")

    history = HistoricalRecords()
    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="away_until_is_later"),
            models.CheckConstraint(condition=~Q(duty=models.F("deputy")), name="nobody_is_their_own_deputy"),
        ]
        indexes = [models.Index(fields=["deputy", "until"])]


class CalendarYear(models.Model):
    """A year of the State Council's notice on days off; until it is announced, only the statutory days are known."""

    class Status(models.TextChoices):
        ANNOUNCED = "ANNOUNCED", _("announced")
        PROVISIONAL = "PROVISIONAL", _("provisional")

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    source = models.CharField(_("source"), max_length=300)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["year"]

    def __str__(self):
        return str(self.year)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a rest day from Monday to Friday, or a make-up workday at the weekend."""

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")

    class Meta:
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.name}"


class YearNotice(models.Model):
    """A notice on days off that one officer entered and another one signs; only then does it become the calendar.

    What it moves is counted before it is signed and kept with it (petitions.models.RecountLine).
    """

    class State(models.TextChoices):
        COUNTING = "COUNTING", _("being counted")
        READY = "READY", _("waits for a second officer")
        MOVING = "MOVING", _("dates are being moved")
        DONE = "DONE", _("done")
        REFUSED = "REFUSED", _("refused")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(_("status"), max_length=12, choices=CalendarYear.Status)
    source = models.CharField(_("source"), max_length=300)
    days = models.JSONField()  # {ISO date: [is a workday, holiday]}
    state = models.CharField(max_length=10, choices=State, default=State.COUNTING)
    entered_by = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # why it was refused
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(state__in=["COUNTING", "READY", "MOVING"]), name="one_notice_under_way"),
        ]

    def __str__(self):
        return f"{self.year} {self.source}"

    @property
    def is_at_work(self):
        return self.state in (self.State.COUNTING, self.State.MOVING)

    @property
    def is_under_way(self):
        return self.is_at_work or self.state == self.State.READY


# ── Signing in ──


class OpenSession(AbstractBaseSession):
    """One browser, from signing in to signing out. Last seen and locked are columns of their own, written alone, so that two requests
    at the same time cannot undo each other."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    locked_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "expire_date"])]

    def save(self, *, force_update=False, **kwargs):
        if force_update:
            kwargs["update_fields"] = ["session_data", "expire_date", "officer", "address", "device"]
        super().save(force_update=force_update, **kwargs)


class SecondFactor(models.Model):
    """The secret that an officer's authenticator application shares with the office (RFC 6238)."""

    officer = models.OneToOneField(Officer, models.CASCADE, related_name="second_factor")
    secret = EncryptedField()
    since = models.DateTimeField(default=timezone.now)
    last_step = models.BigIntegerField(default=0)  # the half minute of the newest code that was taken: none is taken twice


class RecoveryCode(models.Model):
    """A code on paper for the day on which the telephone is lost; it opens once."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=128)  # by the same hasher as passwords
    used_at = models.DateTimeField(null=True)


class AccessRecord(models.Model):
    """What happened to somebody's way in, as nobody can rewrite it. A name that nobody has is not kept: it may be a password."""

    class What(models.TextChoices):
        SIGNED_IN = "SIGNED_IN", _("signed in")
        PASSWORD_REFUSED = "PASSWORD_REFUSED", _("sign-in refused: wrong password")
        CODE_REFUSED = "CODE_REFUSED", _("sign-in refused: wrong code")
        TOO_MANY = "TOO_MANY", _("sign-in refused: too many attempts")
        RECOVERY_CODE = "RECOVERY_CODE", _("a recovery code was used")
        SIGNED_OUT = "SIGNED_OUT", _("signed out")
        UNLOCKED = "UNLOCKED", _("screen unlocked")
        SESSIONS_ENDED = "SESSIONS_ENDED", _("sessions elsewhere ended")
        PASSWORD_CHANGED = "PASSWORD_CHANGED", _("password changed")
        PASSWORD_GIVEN = "PASSWORD_GIVEN", _("new password given by the administrator")
        FACTOR_SET = "FACTOR_SET", _("second factor set up")
        CODES_GIVEN = "CODES_GIVEN", _("new recovery codes")
        FACTOR_RESET = "FACTOR_RESET", _("second factor reset by the administrator")
        CLOSED = "CLOSED", _("sign-in closed by the administrator")
        OPENED = "OPENED", _("sign-in opened by the administrator")

    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="access_records")
    what = models.CharField(max_length=20, choices=What)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=45, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["officer", "what"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
            ),
        ]
