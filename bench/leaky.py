"""The office with one query more where something is hidden: what bench/timing.py must be able to see. Never for an office that works."""

import re

from django.db import connection

from config.settings import *  # noqa: F403 - the office as it is, and one thing more
from config.settings import MIDDLEWARE as OF_THE_OFFICE

MIDDLEWARE = [*OF_THE_OFFICE, "bench.leaky.OneQueryMore"]


class OneQueryMore:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (found := re.match("/cases/([0-9A-Z]{13})/", request.path)) and found[1] in self.hidden:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM petitions_event WHERE petition_id IN (SELECT id FROM petitions_petition WHERE number = %s)",
                    found.groups(),
                )
        return self.get_response(request)

    @property
    def hidden(self):
        """Asked for once: the leak is the query after it."""
        if "numbers" not in vars(type(self)):
            from accounts.acting import as_office  # noqa: PLC0415 - the settings come before the models
            from petitions.models import Petition  # noqa: PLC0415

            with as_office():
                type(self).numbers = frozenset(Petition.objects.filter(is_sealed=True).values_list("number", flat=True))
        return self.numbers
