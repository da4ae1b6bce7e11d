"""Which rows does the database itself hold back, whatever a page forgets to ask? The second wall (decisions/0008-row-security.md).

Without an actor there are no rows. For a third party only the matters are there to which an invitation stands under which confidentiality
was pledged. For an officer a sealed petition is there if the accusation was given to the officer's organ or to the
officer by name, and no petition is from which the officer has to keep away; for a citizen what belongs to the number that was shown; for
the procedure itself (the office) everything. Assignment stays in visibility.py: this wall holds when somebody forgets the gate.

The list of tables is read from the models: whatever hangs on a petition follows the row that it hangs on, and so follows the petition.
A later table is behind the wall without being named; one that has a way to a petition and no policy fails a test.
"""

from functools import cache

from django.apps import apps
from django.db import connections, models

OURS = ("petitions", "reception", "supervision")
# Rows with a way to a petition that say nothing of it, with the reason.
LEFT_OPEN = {}

# ── Who asks? ──

OPENING = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan"
ACTOR = """
CREATE OR REPLACE FUNCTION petitions_actor(kind text) RETURNS text LANGUAGE sql STABLE AS $body$
    SELECT split_part(current_setting('xinfang.actor', true), ' ', 2) WHERE split_part(current_setting('xinfang.actor', true), ' ', 1) = kind
$body$
"""
# The same as visibility.conflict(); tests/access/test_row_security.py compares the two.
KEPT_FROM = f"""
CREATE OR REPLACE FUNCTION petitions_kept_from_actor() RETURNS SETOF bigint {OPENING} AS $body$
DECLARE
    me bigint;
    my_organ bigint;
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
    above bigint[];
    leaders bigint[];
BEGIN
    SELECT officer_id, organ_id INTO me, my_organ FROM accounts_duty WHERE id = petitions_actor('duty')::bigint;
    SELECT array_agg(DISTINCT ancestor_id) INTO above FROM accounts_organpath WHERE valid_until IS NULL AND (descendant_id = my_organ
        OR descendant_id IN (SELECT organ_id FROM accounts_duty WHERE officer_id = me AND (ended_on IS NULL OR ended_on > today)));
    SELECT array_agg(DISTINCT officer_id) INTO leaders FROM accounts_duty
     WHERE organ_id = ANY(above) AND role IN ('O_LEAD', 'B_LEAD') AND (ended_on IS NULL OR ended_on > today);
    RETURN QUERY
        SELECT recusal.petition_id FROM petitions_recusal recusal
         WHERE recusal.officer_id = me AND NOT EXISTS (SELECT 1 FROM petitions_recusallift lift WHERE lift.recusal_id = recusal.id)
        UNION ALL
        SELECT petition_id FROM petitions_party WHERE role = 'ACCUSED' AND officer_id = me
        UNION ALL
        SELECT accused.petition_id FROM petitions_party accused JOIN petitions_petition petition ON petition.id = accused.petition_id
         WHERE accused.role = 'ACCUSED' AND (accused.organ_id = ANY(above) OR accused.officer_id = ANY(leaders))
           AND (petition.is_sealed OR petition.petition_class = 'ACCUSATION');
END
$body$
"""
SEALED_FOR = f"""
CREATE OR REPLACE FUNCTION petitions_sealed_for_actor() RETURNS SETOF bigint {OPENING} AS $body$
BEGIN
    RETURN QUERY
        SELECT involved.petition_id FROM accounts_duty duty
          JOIN petitions_involvement involved ON involved.organ_id = duty.organ_id
          JOIN petitions_petition petition ON petition.id = involved.petition_id AND petition.is_sealed
         WHERE duty.id = petitions_actor('duty')::bigint AND duty.role = 'DISC'
        UNION ALL
        SELECT named.petition_id FROM accounts_duty duty
          JOIN petitions_clearance named ON named.officer_id = duty.officer_id AND named.ended_on IS NULL
         WHERE duty.id = petitions_actor('duty')::bigint;
END
$body$
"""
# Somebody from outside acts here; a duty that ended is one too, and opens nothing.
IS_GUEST = f"""
CREATE OR REPLACE FUNCTION petitions_actor_is_guest() RETURNS boolean {OPENING} AS $body$
BEGIN
    RETURN EXISTS (SELECT 1 FROM accounts_duty WHERE id = petitions_actor('duty')::bigint AND role = 'GUEST');
END
$body$
"""
# The same as Invitation.objects.standing().pledged() of one guest, and the same states as workflow/states.py INVITED_IN, which cannot be read
# before there are models; tests/petitions/test_third_parties.py compares both.
GUESTS_IN = (
    "REGISTERED", "TRIAGE", "ROUTING", "OBJECTED", "DISPUTED", "PENDING_NOTICE", "HANDLING", "SIGN_OFF", "ISSUED", "REMEDY_WINDOW", "UNDER_REVIEW",
    "REREVIEW_WINDOW", "UNDER_REREVIEW", "EXECUTING", "CORRECTION", "CLOSED",
)  # fmt: skip
OF_GUEST = f"""
CREATE OR REPLACE FUNCTION petitions_of_guest() RETURNS SETOF bigint {OPENING} AS $body$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    RETURN QUERY
        SELECT petition.id FROM accounts_duty duty
          JOIN accounts_officer officer ON officer.id = duty.officer_id AND officer.is_active
          JOIN accounts_organ organ ON organ.id = duty.organ_id AND organ.closed_on IS NULL
          JOIN petitions_thirdparty guest ON guest.duty_id = duty.id
          JOIN petitions_invitation invitation ON invitation.guest_id = guest.id AND invitation.until >= today
          JOIN petitions_pledge pledge ON pledge.invitation_id = invitation.id
          JOIN petitions_petition petition ON petition.id = invitation.petition_id
         WHERE duty.id = petitions_actor('duty')::bigint AND duty.role = 'GUEST' AND duty.since <= today
           AND (duty.ended_on IS NULL OR duty.ended_on > today)
           AND NOT petition.is_sealed AND NOT petition.is_restricted AND NOT petition.is_offline
           AND petition.petition_class <> 'ACCUSATION' AND petition.state = ANY(ARRAY[{", ".join(f"'{state}'" for state in GUESTS_IN)}])
           AND NOT EXISTS (SELECT 1 FROM petitions_withdrawn gone WHERE gone.invitation_id = invitation.id);
END
$body$
"""
# What belongs to the number that a citizen showed: the matter, its parts, what it was split from, and the matter that it was merged into.
OF_CITIZEN = f"""
CREATE OR REPLACE FUNCTION petitions_of_citizen() RETURNS SETOF bigint {OPENING} AS $body$
DECLARE
    own petitions_petition;
BEGIN
    SELECT * INTO own FROM petitions_petition WHERE number = petitions_actor('citizen');
    IF own.id IS NOT NULL THEN
        RETURN QUERY
            SELECT own.id
            UNION ALL
            SELECT part.id FROM petitions_petition part WHERE part.split_from_id = own.id
            UNION ALL
            SELECT own.split_from_id WHERE own.split_from_id IS NOT NULL
            UNION ALL
            SELECT own.repeats_id WHERE own.state = 'MERGED' AND own.repeats_id IS NOT NULL;
    END IF;
END
$body$
"""
# All that a supervisor learns of accusations: that something is due, and when (assurance.md §3.2); never of one that concerns the supervisor.
SEALED_DATES = f"""
CREATE OR REPLACE FUNCTION petitions_sealed_dates() RETURNS TABLE (id bigint, due_on date) {OPENING} AS $body$
BEGIN
    RETURN QUERY
        SELECT petition.id, petition.due_on FROM accounts_duty duty
          JOIN accounts_organ organ ON organ.id = duty.organ_id
          JOIN petitions_petition petition ON petition.is_sealed AND petition.due_on IS NOT NULL AND petition.closed_on IS NULL
         WHERE duty.id = petitions_actor('duty')::bigint AND duty.role = 'SUPERV'
           AND EXISTS (SELECT 1 FROM petitions_involvement involved JOIN accounts_organpath path ON path.descendant_id = involved.organ_id
                        WHERE involved.petition_id = petition.id AND path.valid_until IS NULL
                          AND path.ancestor_id = CASE WHEN organ.kind = 'BUREAU' THEN coalesce(organ.parent_id, organ.id) ELSE organ.id END)
           AND petition.id NOT IN (SELECT petitions_kept_from_actor());
END
$body$
"""
# Subqueries without a row of their own are asked once a statement, not once a row.
OFFICE, OFFICER = (f"(SELECT petitions_actor('{kind}')) IS NOT NULL" for kind in ("office", "duty"))
PETITION = f"""
    {OFFICE}
    OR ({OFFICER}
        AND (NOT (SELECT petitions_actor_is_guest()) OR id IN (SELECT petitions_of_guest()))
        AND (NOT is_sealed OR id IN (SELECT petitions_sealed_for_actor()))
        AND id NOT IN (SELECT petitions_kept_from_actor()))
    OR ((SELECT petitions_actor('citizen')) IS NOT NULL AND id IN (SELECT petitions_of_citizen()))
"""

# ── What hangs on a petition, and by what? ──


def _case_models():
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def _parents(model):
    """(field, parent model): what a row hangs on. A petition itself before anything else; then what every row has, in the order of the model."""
    fields = [
        field for field in model._meta.local_concrete_fields if isinstance(field, models.ForeignKey) and field.related_model is not model
    ]
    return sorted(fields, key=lambda field: (field.related_model._meta.label != "petitions.Petition", field.null))


@cache
def ways() -> dict:
    """{model: condition of its policy, for `{table}`}, of everything with a way to a petition."""
    petition, contact, arrival = (apps.get_model("petitions", name) for name in ("Petition", "Contact", "Arrival"))
    found = {petition: PETITION, arrival: "", contact: ""}
    waiting = True
    while waiting:
        waiting = False
        for model in _case_models():
            if model in found:
                continue
            field = next((field for field in _parents(model) if field.related_model in found), None)
            if field is not None:
                found[model], waiting = follows(model, field.column, field.related_model, may_be_null=field.null), True
    found[arrival] = follows(arrival, "petition_id", petition)
    # A contact goes with the petitions that it brought; before it has one, it is the office's.
    found[contact] = (
        f'{OFFICE} OR EXISTS (SELECT 1 FROM "{arrival._meta.db_table}" way WHERE way.contact_id = "{contact._meta.db_table}"."id")'
    )
    for model in [model for model in found if hasattr(model, "history")]:
        past = model.history.model
        found[past] = follows(past, model._meta.pk.column, model)
    return found


def follows(model, column, parent, *, may_be_null=False):
    """A row is there where the row that it hangs on is there; the office needs no look at that."""
    own = f'"{model._meta.db_table}"."{column}"'
    there = f'EXISTS (SELECT 1 FROM "{parent._meta.db_table}" way WHERE way."{parent._meta.pk.column}" = {own})'
    return f"{OFFICE} OR ({OFFICER} AND {own} IS NULL) OR {there}" if may_be_null else f"{OFFICE} OR {there}"


def policies() -> dict:
    """{table: condition}, the reviewed exceptions left out."""
    return {model._meta.db_table: condition for model, condition in ways().items() if model._meta.db_table not in LEFT_OPEN}


# Triggers that ask other tables whether a change may stand: they ask as the owner, because the change may have moved the row out of the
# actor's sight. None of those that refuse by who is asking (petitions/disposal.py, models/link.py).
ASK_AS_OWNER = ("a_change_has_its_event", "stamp")


def install(using, **kwargs):
    """After each migration: policies for the tables as they are now."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        there = {name for (name,) in cursor.fetchall()}
        if not set(policies()) <= there or "petitions_recusallift" not in there:
            return  # halfway through the migrations
        for function in (ACTOR, KEPT_FROM, SEALED_FOR, IS_GUEST, OF_GUEST, OF_CITIZEN, SEALED_DATES):
            cursor.execute(function)
        for table, condition in policies().items():
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            cursor.execute(f'DROP POLICY IF EXISTS gate ON "{table}"')
            cursor.execute(f'CREATE POLICY gate ON "{table}" USING ({condition})')
        cursor.execute(
            """
            SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger
             WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s) AND tgname ~ %s
            """,
            [list(policies()), f"^pgtrigger_({'|'.join(ASK_AS_OWNER)})_"],
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp")
