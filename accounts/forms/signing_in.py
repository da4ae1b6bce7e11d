"""What is asked of an officer at the door?"""

from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import limits


class SignInForm(AuthenticationForm):
    """One answer for a wrong name, a wrong password and a closed account; and a pause for whoever guesses, at their address only."""

    error_messages = {
        "invalid_login": _("The sign-in name or the password is not right. Please try again."),
        "throttled": _("Too many attempts from here. Please try again in %(time)s, or set a new password."),
    }

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()

    def clean(self):
        if not {"username", "password"} <= self.cleaned_data.keys():
            return self.cleaned_data
        here = limits.address_of(self.request)
        name = f"{here} {self.cleaned_data['username']}"
        wait = max(limits.spend(limits.WRONG_FOR_NAME, name), limits.spend(limits.WRONG_FROM_HERE, here))
        if wait:
            raise ValidationError(self.error_messages["throttled"], code="throttled", params={"time": limits.in_minutes(wait)})
        answers = super().clean()
        limits.give_back(limits.WRONG_FOR_NAME, name)
        limits.give_back(limits.WRONG_FROM_HERE, here)
        return answers

    def get_invalid_login_error(self):
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class NewPasswordForm(SetPasswordForm):
    """From now on only the officer knows the password."""

    def save(self, commit=True):
        self.user.must_choose_password = False
        return super().save(commit)
