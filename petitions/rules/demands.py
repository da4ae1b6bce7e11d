"""What may supervision demand of an organ, for what, by which way, and what comes of it? The words; who may do it, supervision says."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DemandKind(TextChoices):
    URGE = "URGE", pgettext_lazy("demand", "urging")
    ORDER = "ORDER", pgettext_lazy("demand", "supervision order")
    IMPROVE = "IMPROVE", pgettext_lazy("demand", "suggestion to improve work")
    POLICY = "POLICY", pgettext_lazy("demand", "suggestion to complete a policy")
    ACCOUNTABILITY = "ACCOUNTABILITY", pgettext_lazy("demand", "suggestion to hold to account")
    INSTRUCTION = "INSTRUCTION", pgettext_lazy("demand", "leader's instruction")


class DemandAct(TextChoices):
    PROPOSED = "PROPOSED", pgettext_lazy("demand", "proposed")
    RETURNED = "RETURNED", pgettext_lazy("demand", "returned to who proposed it")
    ISSUED = "ISSUED", pgettext_lazy("demand", "issued")
    ANSWERED = "ANSWERED", pgettext_lazy("demand", "answered")
    ACCEPTED = "ACCEPTED", pgettext_lazy("demand", "answer accepted")
    REDO = "REDO", pgettext_lazy("demand", "answer not accepted, to be done again")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("demand", "withdrawn")


class SupervisionTrigger(TextChoices):
    """Regulations 2022 art. 40 ¶1."""

    BAD_ACCEPTANCE_OR_HANDLING = "BAD_ACCEPTANCE_OR_HANDLING", _("accepted or handled against the rules")
    SHIRK = "SHIRK", _("shirked")
    PERFUNCTORY = "PERFUNCTORY", _("perfunctory")
    DELAY = "DELAY", _("delayed")
    FRAUD = "FRAUD", _("fraudulent")
    REFUSE_TO_EXECUTE = "REFUSE_TO_EXECUTE", _("refusal to carry out the opinion")


class SupervisionMode(TextChoices):
    ONLINE = "ONLINE", _("online")
    PHONE = "PHONE", _("by telephone")
    LETTER = "LETTER", _("by letter")
    INTERVIEW = "INTERVIEW", _("by interview")
    ON_SITE = "ON_SITE", _("on site")
    JOINT = "JOINT", _("jointly with other organs")


class Adoption(TextChoices):
    ADOPTED = "ADOPTED", _("adopted")
    PARTLY = "PARTLY", _("partly adopted")
    NOT_ADOPTED = "NOT_ADOPTED", _("not adopted")
