"""Sign-in, acting-as and the settings of the office."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter
from django.urls.converters import IntConverter

from .access import for_officers
from .views import calendar, officers, organs, settings, signing_in


class YearConverter(IntConverter):
    regex = "20[0-9]{2}"


register_converter(YearConverter, "year")

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", login_not_required(auth.LogoutView.as_view()), name="sign-out"),
    path("acting-as/", signing_in.act_as, name="act-as"),
    path("no-duty/", signing_in.no_duty, name="no-duty"),
    path("password/", for_officers(signing_in.PasswordChange.as_view()), name="password-change"),
    path("password/forgotten/", signing_in.PasswordReset.as_view(), name="password_reset"),
    path("password/forgotten/sent/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("password/new/<str:uidb64>/<str:token>/", signing_in.PasswordResetConfirm.as_view(), name="password_reset_confirm"),
    path("password/new/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("settings/", settings.settings, name="settings"),
    path("settings/organs/", organs.organs, name="organs"),
    path("settings/organs/new/", organs.add, name="organ-add"),
    path("settings/organs/<str:slug>/", organs.organ, name="organ"),
    path("settings/organs/<str:slug>/edit/", organs.edit, name="organ-edit"),
    path("settings/organs/<str:slug>/move/", organs.move, name="organ-move"),
    path("settings/organs/<str:slug>/close/", organs.close, name="organ-close"),
    path("settings/organs/<str:slug>/open/", organs.open_again, name="organ-open"),
    path("settings/officers/", officers.officers, name="officers"),
    path("settings/officers/new/", officers.add, name="officer-add"),
    path("settings/officers/<str:slug>/", officers.officer, name="officer"),
    path("settings/officers/<str:slug>/edit/", officers.edit, name="officer-edit"),
    path("settings/officers/<str:slug>/password/", officers.reset_password, name="officer-password"),
    path("settings/officers/<str:slug>/access/", officers.open_or_close, name="officer-access"),
    path("settings/officers/<str:slug>/duties/", officers.give_duty, name="duty-give"),
    path("settings/duties/<str:slug>/end/", officers.end_duty, name="duty-end"),
    path("settings/calendar/", calendar.years, name="calendar"),
    path("settings/calendar/load/", calendar.load, name="calendar-load"),
    path("settings/calendar/<year:year>/", calendar.year, name="calendar-year"),
]
