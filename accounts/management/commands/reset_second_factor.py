"""What when the only administrator has lost telephone and paper? Whoever may sit at the server resets the factor, with a reason."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Officer
from accounts.second_factor import reset


class Command(BaseCommand):
    help = "Let an officer set up a new second factor at the next sign-in; all sessions of the officer end, and the reason is recorded."

    def add_arguments(self, parser):
        parser.add_argument("username", help="the sign-in name")
        parser.add_argument("--reason", required=True, help="how you made sure who asks; kept for good")

    def handle(self, username, reason, **options):
        if not reason.strip():
            raise CommandError("A reason is needed.")
        officer = Officer.objects.filter(username=username.lower()).first()
        if officer is None:
            raise CommandError("Nobody has this sign-in name.")
        reset(officer, by=None, reason=reason.strip()[:300])
        self.stdout.write(f"{officer.username} sets up a new second factor at the next sign-in.")
