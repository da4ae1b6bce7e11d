"""An office to look at: a city, its people, and two years of petitions made by walking the real steps."""

import multiprocessing
import os
import random

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from accounts.acting import as_office
from accounts.calendar import MissingYear
from accounts.models import Organ
from config.demo.city import PASSWORD, SHOWN, SHOWN_IN_GOVERNMENT, SHOWN_IN_HOUSING, City
from config.demo.story import Story
from supervision import ladder, scoring, warnings


class Command(BaseCommand):
    help = "Fill an empty database with a demo city and its petitions, and print the logins."

    def add_arguments(self, parser):
        parser.add_argument("--petitions", type=int, default=400, help="how many petitions (400)")
        parser.add_argument("--seed", type=int, default=2026, help="the dice (2026): the same number tells the same story on the same day")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many tell at the same time (one a processor)")

    def handle(self, petitions, seed, processes, **options):
        if Organ.objects.exists():
            raise CommandError("This office has organs already. The demo is for an empty database.")
        dice = random.Random(seed)
        with transaction.atomic():
            city = City(dice, make_password(PASSWORD))
        for username, _role, name, words in [*SHOWN, *SHOWN_IN_GOVERNMENT, *SHOWN_IN_HOUSING]:
            self.stdout.write(f"  {username:<12} {PASSWORD}   {name}  {words}")
        self.stdout.flush()  # now, and not once more by each teller
        self.stderr.write(f"  {petitions} petitions, each step by step")
        parts = [len(range(part, petitions, processes)) for part in range(processes)]
        if processes == 1:
            self.tell(city, f"{seed}", petitions)
        else:
            self.tell_together(city, seed, parts)
        self.pass_a_night(timezone.localdate())

    @as_office()
    def pass_a_night(self, today):
        """What the worker finds in such an office: rungs, deductions and warnings to be decided on, all by the rules."""
        ladder.sweep(today)
        warnings.propose(today)
        try:
            scoring.propose(today)
        except MissingYear as missing:  # at the end of a year whose successor is not announced: the first night that can count does it
            self.stderr.write(f"  {missing}")

    def tell_together(self, city, seed, parts):
        """A story a processor. Each petition is a transaction of its own, so that nobody waits long for a document number."""
        connection.close()
        fork = multiprocessing.get_context("fork")
        tellers = [fork.Process(target=self.tell, args=(city, f"{seed}-{part}", count)) for part, count in enumerate(parts)]
        for teller in tellers:
            teller.start()
        for teller in tellers:
            teller.join()
        if any(teller.exitcode for teller in tellers):
            raise CommandError("The demo is not complete. Start again with an empty database.")

    def tell(self, city, seed, count):
        dice = city.random = random.Random(seed)
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")  # a demo that is lost is told again
        story = Story(city, dice, timezone.localdate())
        for number in range(1, count + 1):
            with transaction.atomic():
                story.tell_one()
            if number % 50 == 0:
                self.stderr.write(f"  {number} of {count}")
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")
