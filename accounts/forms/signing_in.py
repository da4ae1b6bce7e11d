"""What is asked of an officer at the door?"""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import limits, second_factor
from accounts.models import AccessRecord, Officer
from accounts.tasks import send_reset_links

from .fields import OneLine

NOTED = (limits.Limit("too-many-noted", 1, 900),)


class SignInForm(AuthenticationForm):
    """One answer for a wrong name, a wrong password and a closed account; and a pause for whoever guesses, longer from try to try."""

    error_messages = {
        "invalid_login": _("The sign-in name or the password is not right. Please try again."),
        "throttled": _("Too many attempts from here. Please try again in %(time)s, or set a new password."),
    }

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()

    def clean(self):
        if not {"username", "password"} <= self.cleaned_data.keys():
            return self.cleaned_data
        name, here = self.cleaned_data["username"], limits.address_of(self.request)
        wait = max(limits.hold_back(limits.WRONG_FOR_NAME, f"{here} {name}"), limits.spend(limits.WRONG_FROM_HERE, here))
        if not self.is_usual(name, here):
            wait = wait or limits.hold_back(limits.WRONG_FOR_NAME_ANYWHERE, name)
        if wait:
            if not limits.spend(NOTED, f"{here} {name}"):
                self.note(AccessRecord.What.TOO_MANY, name, here)
            raise ValidationError(self.error_messages["throttled"], code="throttled", params={"time": limits.in_minutes(wait)})
        try:
            answers = super().clean()
        except ValidationError:
            self.note(AccessRecord.What.PASSWORD_REFUSED, name, here)
            raise
        limits.forgive(limits.WRONG_FOR_NAME, f"{here} {name}")
        limits.forgive(limits.WRONG_FOR_NAME_ANYWHERE, name)
        limits.give_back(limits.WRONG_FROM_HERE, here)
        return answers

    def is_usual(self, name, here):
        return AccessRecord.objects.filter(officer__username=name, what=AccessRecord.What.SIGNED_IN, address=here).exists()

    def note(self, what, name, here):
        AccessRecord.objects.create(officer=Officer.objects.filter(username=name).first(), what=what, address=here)

    def get_invalid_login_error(self):
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")


def check_own_password(request, password):
    """Who is signed in shows once more who they are. Guesses count together with those at the door."""
    name = f"{limits.address_of(request)} {request.user.username}"
    if wait := limits.hold_back(limits.WRONG_FOR_NAME, name):
        raise ValidationError(_("Too many attempts from here. Please try again in %(time)s."), params={"time": limits.in_minutes(wait)})
    if not request.user.check_password(password):
        AccessRecord.objects.create(
            officer=request.user, what=AccessRecord.What.PASSWORD_REFUSED, address=limits.address_of(request)
        )  # fmt: skip
        raise ValidationError(_("This is not your password."))
    limits.forgive(limits.WRONG_FOR_NAME, name)


class OwnPasswordForm(forms.Form):
    """The password once more, before something about signing in changes."""

    use_required_attribute = False
    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, request, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self):
        check_own_password(self.request, self.cleaned_data["password"])
        return self.cleaned_data["password"]


class ChangePasswordForm(PasswordChangeForm):
    def __init__(self, *args, request, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self):
        check_own_password(self.request, self.cleaned_data["old_password"])
        return self.cleaned_data["old_password"]


class NewPasswordForm(SetPasswordForm):
    """From now on only the officer knows the password."""

    def save(self, commit=True):
        self.user.must_choose_password = False
        return super().save(commit)


class ForgottenForm(PasswordResetForm):
    """The same work for an address that the office knows and for one that it does not: a worker looks it up no further and sends."""

    def save(self, *, request, use_https=False, **kwargs):
        known = [officer.pk for officer in self.get_users(self.cleaned_data["email"])]
        send_reset_links.apply_async((known, request.get_host(), "https" if use_https else "http", get_language()), retry=False)


class CodeForm(forms.Form):
    """The code of the moment; at sign-in also one of those on paper."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"})
    )  # fmt: skip

    def __init__(self, *args, officer, **kwargs):
        self.officer = officer
        super().__init__(*args, **kwargs)

    def clean_code(self):
        if wait := limits.hold_back(limits.WRONG_CODE, self.officer.slug):
            raise ValidationError(_("Too many wrong codes. Please try again in %(time)s."), params={"time": limits.in_minutes(wait)})
        if not second_factor.takes(self.officer, self.cleaned_data["code"]):
            AccessRecord.objects.create(officer=self.officer, what=AccessRecord.What.CODE_REFUSED)
            raise ValidationError(_("This code is not right, or it was used already. Please wait for the next one."))
        limits.forgive(limits.WRONG_CODE, self.officer.slug)
        return self.cleaned_data["code"]


class FirstCodeForm(forms.Form):
    """Shows that the application has the secret. Gives the half minute of the code, so that it is not taken a second time."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Code that the application shows"), max_length=10, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    )  # fmt: skip

    def __init__(self, *args, secret, **kwargs):
        self.secret = secret
        super().__init__(*args, **kwargs)

    def clean_code(self):
        step = second_factor.step_of(self.secret, "".join(self.cleaned_data["code"].split()))
        if step is None:
            raise ValidationError(_("This is not the code of this moment. Is the clock of the telephone right? Please try the next code."))
        return step


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = OneLine(
        label=_("Reason"), max_length=300, help_text=_("How you made sure that it is this officer who asks. It is kept for good.")
    )
