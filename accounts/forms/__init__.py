"""What is asked at sign-in and on the settings pages?"""

from .calendar import YearForm
from .fields import DayField, OneLine, OrganChoice
from .officers import DutyForm, EndDutyForm, NewOfficerForm, OfficerForm
from .organs import MoveForm, OrganForm
from .signing_in import (
    ChangePasswordForm,
    CodeForm,
    FirstCodeForm,
    ForgottenForm,
    NewPasswordForm,
    OwnPasswordForm,
    ReasonForm,
    SignInForm,
)

__all__ = [
    "ChangePasswordForm", "CodeForm", "DayField", "DutyForm", "EndDutyForm", "FirstCodeForm", "ForgottenForm", "MoveForm", "NewOfficerForm",
    "NewPasswordForm", "OfficerForm", "OneLine", "OrganChoice", "OrganForm", "OwnPasswordForm", "ReasonForm", "SignInForm", "YearForm",
]  # fmt: skip
