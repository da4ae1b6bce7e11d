"""How does an officer come in, choose a duty and a password, and leave?"""

import logging

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from kombu.exceptions import OperationalError

from accounts import halfway, limits, second_factor, sessions
from accounts.access import SESSION_KEY, duties_of, for_officers
from accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm, SignInForm
from accounts.models import AccessRecord, Officer

logger = logging.getLogger(__name__)


class SignIn(views.LoginView):
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        officer = form.get_user()
        if officer.must_choose_password:
            # Whoever gave the password knows it: it opens nothing but the page on which the officer chooses another one.
            return redirect("password_reset_confirm", uidb64=officer.slug, token=default_token_generator.make_token(officer))
        if second_factor.is_asked_of(officer):
            halfway.begin(self.request, officer, self.get_success_url())
            return redirect("sign-in-code")
        return super().form_valid(form)


class SignOut(views.LogoutView):
    """The browser drops what it kept of the pages, also for the key that leads back."""

    def dispatch(self, request, *args, **kwargs):
        answer = super().dispatch(request, *args, **kwargs)
        answer["Clear-Site-Data"] = '"cache"'
        return answer


class PasswordReset(views.PasswordResetView):
    """The same answer whether the office knows the address or not; the limit counts both."""

    form_class = ForgottenForm

    def form_valid(self, form):
        here = limits.address_of(self.request)
        wait = max(
            limits.spend(limits.RESET_FOR_ADDRESS, f"{here} {form.cleaned_data['email'].lower()}"),
            limits.spend(limits.RESET_FROM_HERE, here),
        )
        if wait:
            form.add_error(None, _("Too many links were asked for. Please try again in %(time)s.") % {"time": limits.in_minutes(wait)})
            return self.form_invalid(form)
        try:
            return super().form_valid(form)
        except OperationalError:
            logger.warning("no link was sent: the broker does not answer")
            form.add_error(None, _("Links cannot be sent at the moment. Please try again later, or ask your system administrator."))
            return self.form_invalid(form)


class PasswordResetConfirm(views.PasswordResetConfirmView):
    form_class = NewPasswordForm

    def get_user(self, uidb64):
        """By the random slug: a key in an address would tell how many officers there are."""
        return Officer.objects.filter(slug=uidb64, is_active=True).first()

    def form_valid(self, form):
        answer = super().form_valid(form)
        self.user.sessions.all().delete()
        AccessRecord.objects.create(officer=self.user, what=AccessRecord.What.PASSWORD_CHANGED, address=limits.address_of(self.request))
        return answer


class PasswordChange(views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("start")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        answer = super().form_valid(form)
        sessions.end_others(self.request)
        AccessRecord.objects.create(
            officer=self.request.user, what=AccessRecord.What.PASSWORD_CHANGED, address=limits.address_of(self.request)
        )
        messages.success(self.request, _("Your new password is set. You are signed out everywhere else."))
        return answer


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def act_as(request):
    """Which of my duties I act in; nobody else's can be chosen."""
    duties = duties_of(request.user)
    if request.method == "POST":
        chosen = next((duty for duty in duties if duty.slug == request.POST.get("duty")), None)
        if chosen is None:
            raise Http404
        request.session[SESSION_KEY] = chosen.slug
        return redirect("start")
    if len(duties) < 2:
        return redirect("start")
    return render(request, "accounts/act_as.html", {"choices": duties})


@for_officers
@require_safe
def no_duty(request):
    if request.duty:
        return redirect("start")
    return render(request, "accounts/no_duty.html")
