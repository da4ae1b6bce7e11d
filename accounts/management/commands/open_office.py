"""How does an office begin that wants no demo? With the organ at the top, its bureau, and somebody who keeps the settings."""

import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.forms.officers import username as username_rule
from accounts.models import Duty, Level, Officer, Organ, OrganKind, Role

ASKED = {
    "name": "Full name of the organ at the top, for example 江城市委、市人民政府",
    "short_name": "Its short name, for example 江城市",
    "code": "Its characters at the head of document numbers, for example 江府",
    "bureau_name": "Full name of the letters-and-visits bureau, for example 江城市信访局",
    "bureau_short_name": "Its short name, for example 市信访局",
    "bureau_code": "Its characters at the head of document numbers, for example 江信",
    "admin_name": "Name of the system administrator",
    "admin_username": "Sign-in name of the system administrator",
}
LONGEST = {name: Organ._meta.get_field(name.removeprefix("bureau_")).max_length for name in list(ASKED)[:6]} | {"admin_name": 50}


class Command(BaseCommand):
    help = "Enters the first organ, its bureau and a system administrator into an empty office, and prints a first password. Asks for what is not given."

    def add_arguments(self, parser):
        for name, words in ASKED.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=words)
        parser.add_argument("--level", type=str.upper, choices=Level.names, help="national, province, city, county or township (city)")
        parser.add_argument("--admin-email", default="", help="for a forgotten password")

    def handle(self, *, level, admin_email, **options):
        if Organ.objects.exists():
            raise CommandError("This office has organs already; its system administrator enters the others at /settings/.")
        answers = {name: self.answer(name, options[name]) for name in ASKED}
        if answers["code"] == answers["bureau_code"]:
            raise CommandError("The organ and its bureau need document codes of their own.")
        with transaction.atomic():
            level = Level[level or "CITY"]
            top = Organ(
                name=answers["name"], short_name=answers["short_name"], code=answers["code"], kind=OrganKind.GOVERNMENT, level=level
            )
            top.save()
            bureau = Organ(
                name=answers["bureau_name"],
                short_name=answers["bureau_short_name"],
                code=answers["bureau_code"],
                kind=OrganKind.BUREAU,
                level=level,
                parent=top,
            )
            bureau.save()
            officer = Officer(username=answers["admin_username"].lower(), name=answers["admin_name"], email=admin_email)
            password = officer.give_password()
            officer.save()
            Duty.objects.create(officer=officer, organ=bureau, role=Role.ADMIN)
        self.stdout.write(
            f"The office is open. {officer.name} signs in as {officer.username} with {password}, chooses another password, and goes on at /settings/."
        )

    def answer(self, name, given):
        while True:
            text = (given if given is not None else self.ask(name)).strip()
            wrong = self.wrong(name, text)
            if not wrong:
                return text
            if given is not None:
                raise CommandError(f"--{name.replace('_', '-')}: {wrong}")
            self.stderr.write(wrong)

    def ask(self, name):
        if not sys.stdin.isatty():
            raise CommandError(f"Give --{name.replace('_', '-')}: {ASKED[name]}")
        return input(f"{ASKED[name]}: ")

    def wrong(self, name, text) -> str:
        if not text:
            return "Please write something."
        if name == "admin_username":
            try:
                username_rule(text)
            except ValidationError as refused:
                return str(refused.messages[0])
        elif len(text) > LONGEST[name]:
            return f"At most {LONGEST[name]} characters."
        return ""
