"""Where did the first unit lose sight of a petition that it had sent on?

首访责任: the first receiver and the unit handle, coordinate and *track*, also after the matter was sent on, until it is closed (domain.md §1.2, B2).
As tracking counts whatever somebody of the first unit did about it, on the day on which it was done:
  - a look (opened it, one of its papers or files, showed it at the window); not an attempt that failed;
  - an event of the petition: material added, a withdrawal taken down, an answer given to the petitioner;
  - a note of the office.
The days are counted from the day on which it left the unit. A stretch without any of these that is longer than the rule's days is one
occurrence, on the first day after them; it is over when somebody looks again, and only then another one can begin.
"""

from django.db import connection

from petitions.models import Look
from petitions.models.event import LOOK
from petitions.workflow import State

from .models import Failing

SEEN = [Look.Kind.OPEN, Look.Kind.REVEAL, Look.Kind.WINDOW, Look.Kind.PAPER, Look.Kind.FILE, Look.Kind.VOLUME]
LOOKED_BACK = 120  # days after the closing in which a sweep that was missed is made up for

GAPS = """
WITH followed AS MATERIALIZED (
    SELECT petition.id, petition.number, petition.first_organ_id AS organ_id, receiver.id AS receiver_id, away.since,
           least(coalesce(petition.closed_on, %(today)s), %(today)s) AS until
    FROM petitions_petition petition
    LEFT JOIN accounts_duty receiver ON receiver.id = petition.first_receiver_id AND receiver.organ_id = petition.first_organ_id
    CROSS JOIN LATERAL (
        SELECT min(leg.sent_on) AS since FROM petitions_transfer leg
        WHERE leg.petition_id = petition.id AND leg.from_organ_id = petition.first_organ_id AND leg.to_organ_id <> petition.first_organ_id
    ) away
    WHERE NOT petition.is_sealed AND petition.petition_class <> 'ACCUSATION' AND NOT petition.is_taken_over AND NOT petition.is_offline
      AND petition.holder_organ_id <> petition.first_organ_id AND away.since IS NOT NULL
      AND (petition.closed_on IS NULL AND petition.state = ANY(%(open)s) OR petition.closed_on >= %(today)s::date - %(back)s)
), tracked AS (
    SELECT id, since AS day FROM followed
    UNION
    SELECT followed.id, (look.at AT TIME ZONE 'Asia/Shanghai')::date FROM followed
    JOIN petitions_look look ON look.number = followed.number AND look.kind = ANY(%(seen)s)
    JOIN accounts_duty duty ON duty.id = look.duty_id AND duty.organ_id = followed.organ_id
    UNION
    SELECT followed.id, (coalesce(event.happened_at, event.recorded_at) AT TIME ZONE 'Asia/Shanghai')::date FROM followed
    JOIN petitions_event event ON event.petition_id = followed.id AND event.step <> %(look)s
    JOIN accounts_duty duty ON duty.id = event.duty_id AND duty.organ_id = followed.organ_id
    UNION
    SELECT followed.id, (note.written_at AT TIME ZONE 'Asia/Shanghai')::date FROM followed
    JOIN petitions_note note ON note.petition_id = followed.id
    JOIN accounts_duty duty ON duty.id = note.duty_id AND duty.organ_id = followed.organ_id
), stretch AS (
    SELECT followed.id, followed.organ_id, followed.receiver_id, tracked.day,
           lead(tracked.day, 1, followed.until) OVER (PARTITION BY followed.id ORDER BY tracked.day) AS upto
    FROM followed JOIN tracked ON tracked.id = followed.id AND tracked.day BETWEEN followed.since AND followed.until
)
SELECT id, organ_id, receiver_id, day + %(days)s + 1 FROM stretch
WHERE upto - day > %(days)s AND day + %(days)s + 1 >= %(first)s AND (%(next)s::date IS NULL OR day + %(days)s + 1 < %(next)s)
  AND NOT EXISTS (
      SELECT FROM supervision_deduction known WHERE known.petition_id = stretch.id AND known.organ_id = stretch.organ_id
         AND known.code = %(code)s AND known.occurred_on > stretch.day AND known.occurred_on <= stretch.upto)
ORDER BY id, day
"""


def gaps(today, rule, first, until):
    """(petition, organ, first receiver or None, day) of each stretch that is new by this version, which held from `first` until before `until`."""
    with connection.cursor() as cursor:
        cursor.execute(
            GAPS,
            {
                "today": today, "days": rule.follow_days, "first": first, "next": until, "back": LOOKED_BACK, "seen": list(map(str, SEEN)),
                "look": LOOK, "open": list(map(str, State.open())), "code": str(Failing.NOT_TRACKED),
            },
        )  # fmt: skip
        return cursor.fetchall()
