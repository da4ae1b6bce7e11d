"""Who hears that clocks have reached a rung?"""

from petitions.clocks import Rule

from .models import Deed
from .rungs import LABELS

ALSO_LEADERS = (Deed.URGE, Deed.PROPOSE, Deed.ESCALATE)

# The clocks that reached a rung, without those that stand on a higher one: all rows, one message.
NEWS = """
news AS MATERIALIZED (
    SELECT clock.id AS clock_id, clock.petition_id, clock.organ_id, clock.rule, clock.rolled_on, petition.is_sealed, petition.petition_class,
           holder.id AS holder_id, petition.holder_organ_id AS lead_id, petition.holder_id AS lead_holder_id
    FROM unnest(%(reached)s::bigint[]) reached (clock_id)
    JOIN petitions_clock clock ON clock.id = reached.clock_id
    JOIN petitions_petition petition ON petition.id = clock.petition_id
    LEFT JOIN accounts_duty holder ON holder.id = petition.holder_id AND holder.organ_id = clock.organ_id
    WHERE NOT EXISTS (SELECT FROM supervision_escalation higher WHERE higher.clock_id = reached.clock_id AND higher.rung = ANY(%(higher)s))
), duty AS MATERIALIZED (
    SELECT duty.id, duty.officer_id, duty.organ_id, duty.role
    FROM accounts_duty duty
    JOIN accounts_officer officer ON officer.id = duty.officer_id AND officer.is_active
    JOIN accounts_organ organ ON organ.id = duty.organ_id AND organ.closed_on IS NULL
    WHERE duty.since <= %(today)s AND (duty.ended_on IS NULL OR duty.ended_on > %(today)s)
)"""

TELL = f"""
WITH {NEWS}, bureau AS MATERIALIZED (
    -- the nearest bureau above an organ that has a supervisor: its own jurisdiction comes first
    SELECT DISTINCT ON (up.descendant_id) up.descendant_id AS organ_id, bureau.id AS bureau_id
    FROM accounts_organpath up
    JOIN accounts_organ bureau ON bureau.kind = 'BUREAU' AND coalesce(bureau.parent_id, bureau.id) = up.ancestor_id
    WHERE up.valid_until IS NULL AND EXISTS (SELECT FROM duty WHERE duty.organ_id = bureau.id AND duty.role = 'SUPERV')
    ORDER BY up.descendant_id, up.depth, bureau.id
), superior AS MATERIALIZED (
    -- the nearest bureau of a government above it that has a leader; a bureau is not its own superior, and a government's bureau stands below it
    SELECT DISTINCT ON (up.descendant_id) up.descendant_id AS organ_id, bureau.id AS bureau_id
    FROM accounts_organpath up
    JOIN accounts_organ bureau ON bureau.kind = 'BUREAU' AND bureau.parent_id = up.ancestor_id AND bureau.id <> up.descendant_id
    WHERE %(is_escalated)s AND up.valid_until IS NULL AND up.depth > 0
      AND EXISTS (SELECT FROM duty WHERE duty.organ_id = bureau.id AND duty.role = 'B_LEAD')
    ORDER BY up.descendant_id, up.depth, bureau.id
), ear AS (
    SELECT news.clock_id, duty.id FROM news JOIN duty ON duty.id = news.holder_id WHERE NOT news.is_sealed
    UNION
    SELECT news.clock_id, duty.id FROM news JOIN duty ON duty.organ_id = news.organ_id
    WHERE NOT news.is_sealed AND (duty.role = ANY(%(leaders)s) OR (duty.role = ANY(%(desk)s) AND news.holder_id IS NULL))
    UNION
    SELECT news.clock_id, duty.id FROM news JOIN bureau ON bureau.organ_id = news.organ_id JOIN duty ON duty.organ_id = bureau.bureau_id
    WHERE NOT news.is_sealed AND duty.role = ANY(%(supervisors)s)
    UNION
    -- a late part of an assisting organ holds up the lead, which chases it, and the bureau that named the lead (scenario 51)
    SELECT news.clock_id, duty.id FROM news JOIN duty ON duty.organ_id = news.lead_id
    WHERE NOT news.is_sealed AND news.rule = %(part)s AND %(is_late)s
      AND (duty.id = news.lead_holder_id OR (news.lead_holder_id IS NULL AND duty.role = ANY(%(desk)s)))
    UNION
    SELECT news.clock_id, duty.id FROM news JOIN bureau ON bureau.organ_id = news.organ_id JOIN duty ON duty.organ_id = bureau.bureau_id
    WHERE NOT news.is_sealed AND news.rule = %(part)s AND %(is_late)s AND duty.role = 'DISPATCHER'
    UNION
    -- reported upward: the leaders of the superior bureau, who see its whole jurisdiction
    SELECT news.clock_id, duty.id FROM news JOIN superior ON superior.organ_id = news.organ_id
    JOIN duty ON duty.organ_id = superior.bureau_id AND duty.role = 'B_LEAD'
    WHERE NOT news.is_sealed
    UNION
    -- a sealed matter is known to accusation officers alone, and to none of those whom it accuses
    SELECT news.clock_id, duty.id FROM news JOIN duty ON duty.organ_id = news.organ_id AND duty.role = 'DISC'
    WHERE news.is_sealed AND NOT petitions_accuses_duty(news.petition_id, duty.id)
)
INSERT INTO petitions_notice (key, petition_id, duty_id, kind, details, channel, state, attempts, next_try_at, created_at)
SELECT format('clock:%%s:%%s:%%s:DESK', news.clock_id, %(rung)s, ear.id), news.petition_id, ear.id, %(kind)s,
       jsonb_build_object('rule', news.rule, 'due_on', news.rolled_on, 'organ', organ.short_name), 'DESK', 'WAITING', 0, now(), now()
FROM news JOIN ear ON ear.clock_id = news.clock_id JOIN accounts_organ organ ON organ.id = news.organ_id
WHERE NOT petitions_keeps_away(news.petition_id, ear.id)  -- who keeps away, or is accused, hears nothing (art. 28)
ORDER BY news.rolled_on DESC, news.clock_id DESC, ear.id  -- the list shows the newest row first: what is due earliest; and no plan shows through
ON CONFLICT (key) DO NOTHING
"""

# The leader of the organ above sees no matter of the organ below, and needs none: one notice for an organ, a rung and a day, which names no
# matter and counts none, so that it stays true when one of them is sealed later. An accusation is never behind it.
REPORT = f"""
WITH {NEWS}
INSERT INTO petitions_notice (key, petition_id, duty_id, kind, details, channel, state, attempts, next_try_at, created_at)
SELECT DISTINCT format('reported:%%s:%%s:%%s:%%s:DESK', organ.slug, %(rung)s, %(today)s::date, duty.id), NULL::bigint, duty.id, 'clock_reported',
       jsonb_build_object('organ', organ.short_name, 'days', %(days)s), 'DESK', 'WAITING', 0, now(), now()
FROM news JOIN accounts_organ organ ON organ.id = news.organ_id JOIN duty ON duty.organ_id = organ.parent_id AND duty.role = 'O_LEAD'
WHERE NOT news.is_sealed AND news.petition_class <> 'ACCUSATION' AND NOT petitions_keeps_away(news.petition_id, duty.id)
ON CONFLICT (key) DO NOTHING
"""


def tell(cursor, version, rung, reached, today) -> int:
    """One notice to each who hears of these clocks; how many were written."""
    values = {
        "reached": reached, "today": today, "rung": rung.name, "days": rung.days,
        "higher": [above.name for above in version.rungs if above.place > rung.place],
        "kind": f"clock_{(rung.name if rung.name in LABELS else rung.deed).lower()}",
        "leaders": ["O_LEAD", "B_LEAD"] if rung.deed in ALSO_LEADERS else [],
        "supervisors": ["SUPERV"] if rung.deed in ALSO_LEADERS else [],
        "desk": ["LIAISON", "DISPATCHER"], "part": str(Rule.PART), "is_late": rung.days > 0, "is_escalated": rung.deed == Deed.ESCALATE,
    }  # fmt: skip
    cursor.execute(TELL, values)
    told = cursor.rowcount
    if rung.deed == Deed.ESCALATE:
        cursor.execute(REPORT, values)
        told += cursor.rowcount
    return told
