"""An office to look at: a city, its people, and two years of petitions made by walking the real steps."""

import random

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organ
from config.demo.city import PASSWORD, SHOWN, SHOWN_IN_HOUSING, City
from config.demo.story import Story


class Command(BaseCommand):
    help = "Fill an empty database with a demo city and its petitions, and print the logins."

    def add_arguments(self, parser):
        parser.add_argument("--petitions", type=int, default=400, help="how many petitions (400)")
        parser.add_argument("--seed", type=int, default=2026, help="the dice (2026): the same number tells the same story on the same day")

    @transaction.atomic
    def handle(self, petitions, seed, **options):
        if Organ.objects.exists():
            raise CommandError("This office has organs already. The demo is for an empty database.")
        dice = random.Random(seed)
        city = City(dice, make_password(PASSWORD))
        story = Story(city, dice, timezone.localdate())
        for number, _ in enumerate(story.tell(petitions), start=1):
            if number % 50 == 0:
                self.stderr.write(f"  {number} of {petitions} petitions")
        for username, _role, name, words in [*SHOWN, *SHOWN_IN_HOUSING]:
            self.stdout.write(f"  {username:<12} {PASSWORD}   {name}  {words}")
