"""What does the worker do about signing in?"""

from celery import shared_task
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.translation import override

from .models import Officer, OpenSession


@shared_task
def send_reset_links(officers, domain, protocol, language):
    """To the officers of these keys; for an address that nobody has there are none, and the broker cannot tell whose it was."""
    with override(language):
        for officer in Officer.objects.filter(pk__in=officers, is_active=True):
            words = {"user": officer, "domain": domain, "protocol": protocol, "token": default_token_generator.make_token(officer)}
            PasswordResetForm().send_mail(
                "registration/password_reset_subject.txt", "registration/password_reset_email.html", words, None, officer.email
            )


@shared_task
def forget_ended_sessions():
    OpenSession.objects.filter(expire_date__lt=timezone.now()).delete()
