"""Sign-in, acting-as and the settings of the office."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter
from django.urls.converters import IntConverter

from .access import for_officers
from .views import absences, calendar, officers, organs, second_factor, sessions, settings, signing_in


class YearConverter(IntConverter):
    regex = "20[0-9]{2}"


register_converter(YearConverter, "year")

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", second_factor.code, name="sign-in-code"),
    path("sign-in/second-factor/", second_factor.set_up_first, name="first-second-factor"),
    path("sign-out/", login_not_required(signing_in.SignOut.as_view()), name="sign-out"),
    path("my-sign-in/", sessions.my_sign_in, name="my-sign-in"),
    path("my-sign-in/end/", sessions.end_sessions, name="sessions-end"),
    path("my-sign-in/second-factor/", second_factor.set_up, name="second-factor"),
    path("my-sign-in/recovery-codes/", second_factor.recovery_codes, name="recovery-codes"),
    path("still-here/", sessions.still_here, name="still-here"),
    path("lock/", sessions.lock, name="lock"),
    path("unlock/", sessions.unlock, name="unlock"),
    path("acting-as/", signing_in.act_as, name="act-as"),
    path("no-duty/", signing_in.no_duty, name="no-duty"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<str:slug>/end/", absences.end_absence, name="absence-end"),
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
    path("settings/officers/<str:slug>/second-factor/", officers.reset_second_factor, name="officer-second-factor"),
    path("settings/officers/<str:slug>/access/", officers.open_or_close, name="officer-access"),
    path("settings/officers/<str:slug>/duties/", officers.give_duty, name="duty-give"),
    path("settings/duties/<str:slug>/principal/", officers.set_principal, name="duty-principal"),
    path("settings/duties/<str:slug>/end/", officers.end_duty, name="duty-end"),
    path("settings/calendar/", calendar.years, name="calendar"),
    path("settings/calendar/load/", calendar.load, name="calendar-load"),
    path("settings/calendar/<year:year>/", calendar.year, name="calendar-year"),
]
