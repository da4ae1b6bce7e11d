"""What is asked at sign-in and on the settings pages?"""

from .calendar import YearForm
from .fields import DayField, OneLine, OrganChoice
from .officers import DutyForm, EndDutyForm, NewOfficerForm, OfficerForm
from .organs import MoveForm, OrganForm
from .signing_in import NewPasswordForm, SignInForm

__all__ = [
    "DayField", "DutyForm", "EndDutyForm", "MoveForm", "NewOfficerForm", "NewPasswordForm", "OfficerForm", "OneLine", "OrganChoice", "OrganForm",
    "SignInForm", "YearForm",
]  # fmt: skip
