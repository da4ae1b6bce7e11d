"""Which papers end a petition, fill its file, and prove its dates?"""

from django.utils.translation import gettext_lazy as _

from .kind import ADDRESSEE, CASE, CONTACT, ORGAN, Kind

# fmt: off
PAPERS = [
    Kind(
        "D35", "撤回申请、终止办理告知书", _("Withdrawal or termination"), "止",
        # Its title follows ending where the payload brings none. WITHDRAWAL also needs statement and requested_on; TERMINATION approved_by.
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "ending": _("withdrawal or termination"), "ended_on": _("the date of the ending"), "reason": _("the reason"),
            "scope": _("what is withdrawn or terminated"), "consequence": _("what follows from it"),
        },
        optional=("subject", "received_on", "requested_on", "statement", "recorded_by", "approved_by", "copies[]"),
    ),
    Kind(
        "D37", "信访卷宗目录", _("File index"),
        required={
            **ORGAN, **CASE,
            "volume_number": _("the number of the volume"), "retention": _("the time of keeping"), "items.title": _("the item's title"),
            "items.sha256": _("the item's checksum"), "archived_by": _("the archivist"), "archived_on": _("the date of filing"),
        },
        optional=("subject", "petitioners[].name", "received_on", "closed_on", "items[].number dated_on pages note"),
    ),
    Kind(
        "CC", "时限计算证明", _("Clock certificate"),
        # A clock that runs or ran also needs strict_on and rolled_on, one that stopped stopped_on; is_paused needs pauses, NA reason.
        required={
            **ORGAN, **CASE,
            "rule": _("the rule"), "rule_title": _("the rule's title"), "article": _("the article"), "profile": _("the profile"),
            "version": _("the rule's version"), "started_on": _("the start"), "start_event": _("what started it"), "verdict": _("the verdict"),
        },
        optional=(
            "subject", "whose", "profile_title", "length", "note", "is_internal", "is_deemed", "started_by", "counted[]", "skipped[]", "pauses[]",
            "extension[]", "last_days[]", "given_on", "base_on", "strict_on", "rolled_on", "due_at", "stopped_on", "stop_event", "days_late",
            "is_paused", "is_provisional", "reason", "asked_by",
        ),
    ),
]
# fmt: on
