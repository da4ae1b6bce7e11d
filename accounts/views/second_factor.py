"""How does an officer show a second time who comes in, and set up what is needed for it?"""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import halfway, second_factor
from accounts.access import for_officers
from accounts.forms import CodeForm, FirstCodeForm, OwnPasswordForm
from accounts.models import SecondFactor
from accounts.qr import qr_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
asked = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@sensitive_post_parameters()
@never_cache
@asked
def code(request):
    """After the password: the code of the telephone, or one of those on paper."""
    if request.user.is_authenticated:
        return redirect("start")
    officer = halfway.officer_of(request)
    if officer is None:
        return _begin_again(request)
    if not SecondFactor.objects.filter(officer=officer).exists():
        return redirect("first-second-factor")
    form = CodeForm(request.POST or None, officer=officer)
    if request.method == "POST" and form.is_valid():
        following = halfway.end(request)
        login(request, officer, backend=BACKEND)
        return redirect(following)
    return render(request, "accounts/code.html", {"form": form})


@login_not_required
@sensitive_post_parameters()
@never_cache
@asked
def set_up_first(request):
    """At the first sign-in of an office that demands it. Whoever has a factor already is asked for that one."""
    if request.user.is_authenticated:
        return redirect("start")
    officer = halfway.officer_of(request)
    if officer is None:
        return _begin_again(request)
    if SecondFactor.objects.filter(officer=officer).exists():
        return redirect("sign-in-code")
    secret = halfway.secret_of(request)
    form = FirstCodeForm(request.POST or None, secret=secret)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.set_up(officer, secret, form.cleaned_data["code"])
        following = halfway.end(request)
        halfway.forget_secret(request)
        login(request, officer, backend=BACKEND)
        return _codes(request, codes, following)
    return _page(request, officer, secret, form, is_first=True)


@for_officers
@sensitive_post_parameters()
@never_cache
@asked
def set_up(request):
    """A new telephone: the password, and then the secret that replaces the old one."""
    officer = request.user
    secret = halfway.secret_of(request)
    password = OwnPasswordForm(request.POST or None, request=request)
    form = FirstCodeForm(request.POST or None, secret=secret)
    # The code first: it costs nothing to judge, and a typing error in it must not count as a wrong password.
    if request.method == "POST" and form.is_valid() and password.is_valid():
        codes = second_factor.set_up(officer, secret, form.cleaned_data["code"])
        halfway.forget_secret(request)
        return _codes(request, codes, reverse("my-sign-in"))
    return _page(request, officer, secret, form, password=password)


@for_officers
@sensitive_post_parameters()
@never_cache
@require_POST
def recovery_codes(request):
    """New codes on paper; the old ones open nothing any more."""
    password = OwnPasswordForm(request.POST, request=request)
    if not SecondFactor.objects.filter(officer=request.user).exists() or not password.is_valid():
        for sentence in password.errors.get("password", []):
            messages.warning(request, sentence)
        return redirect("my-sign-in")
    return _codes(request, second_factor.give_recovery_codes(request.user), reverse("my-sign-in"))


def _begin_again(request):
    messages.warning(request, _("That took too long. Please begin again with your password."))
    return redirect("sign-in")


def _page(request, officer, secret, form, **more):
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    context = {"form": form, "qr": qr_of(second_factor.address_of(officer, secret)), "secret": " ".join(groups), **more}
    return render(request, "accounts/second_factor.html", context, status=422 if form.errors else 200)


def _codes(request, codes, following):
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "following": following})
