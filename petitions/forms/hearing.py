"""What is asked for a hearing while a matter is handled?"""

from django.utils.translation import gettext_lazy as _

from .remedy import CallHearingForm, ConcludeHearingForm


class HoldHearingForm(CallHearingForm):
    explanation = _("For major, complicated or disputed matters. The handling time runs on (art. 31).")


class RecordHearingForm(ConcludeHearingForm):
    explanation = _("The record and its conclusion become papers; the petitioner sees the conclusion.")
