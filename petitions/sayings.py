"""What do the details of a step of sorting, leaving, alarm or performance say in the timeline?"""

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .explanation import long
from .models.mediation import Mediation
from .models.promise import Promise
from .models.urgent import UrgentAddressee
from .numbers import grouped, is_number
from .rules.channels import CHANNELS
from .rules.demands import DemandAct, DemandKind
from .rules.reasons import EXAMINED, REFUSALS, REOPENINGS, TERMINATIONS

GROUNDS = (("refusal", REFUSALS), ("termination", TERMINATIONS), ("reopening", REOPENINGS))


def said_of(told):
    """In short sentences; `told` are the details as the event holds them."""
    for key, entries in GROUNDS:
        if told.get(key) in entries:
            yield entries[told[key]]["label"]
    if told.get("back") in EXAMINED:
        yield EXAMINED[told["back"]]
    if "is_identified" in told:
        yield _("the accused is known") if told["is_identified"] else _("the accused cannot be known")
    if told.get("channel") in CHANNELS:
        yield CHANNELS[told["channel"]]["name"]
    if told.get("limitation_on"):
        yield _("last day to apply there: %(day)s") % {"day": long(parse_date(told["limitation_on"]["date"]))}
    for key in ("other", "number"):
        if isinstance(told.get(key), str) and is_number(told[key]):
            yield grouped(told[key].replace(" ", "").replace("-", ""))
    if told.get("is_simple"):
        yield _("simple procedure")
    if told.get("agreement") in Mediation.Kind.values:
        yield Mediation.Kind(told["agreement"]).label
        yield _("an agreement was reached") if told["is_agreed"] else _("no agreement was reached")
    if isinstance(told.get("promise"), str):
        yield told["promise"]
    if "is_carried_out" in told:
        yield Promise.Answer("CONFIRMED" if told["is_carried_out"] else "DENIED").label
    if isinstance(told.get("new_petitions"), int):
        yield ngettext("%(number)d new petition", "%(number)d new petitions", told["new_petitions"]) % {"number": told["new_petitions"]}
    if isinstance(told.get("people"), int):
        yield ngettext("%(number)d person", "%(number)d people", told["people"]) % {"number": told["people"]}
    if told.get("until"):
        yield _("may be revoked until %(day)s") % {"day": long(parse_date(told["until"]["date"]))}
    if told.get("demand") in DemandKind.values:
        yield DemandKind(told["demand"]).label
        yield DemandAct(told["deed"]).label
        if told.get("demand_number"):
            yield told["demand_number"]
    if told.get("addressees"):
        yield pgettext("list of names", ", ").join(str(UrgentAddressee(code).label) for code in told["addressees"])
