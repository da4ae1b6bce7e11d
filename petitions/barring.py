"""Can this organ or this person be an addressee of this petition? The database answers no, whoever writes, by which door soever.

Of a sealed accusation nobody in or below an accused unit, nobody accused and nobody whom an accused person leads is ever sent anything,
by the tree of organs as it stands today (art. 30; domain.md §3.6.2). Of any petition nobody who has to keep away from it gets it in hand
(art. 28). The rule stands twice: here as SQL in front of every table that names an addressee, and in Python (accusations.py), where an
officer reads a sentence instead of an error. What was written before somebody was accused stays written: it opens nothing (visibility.py).
"""

from django.db import connections

# What names an addressee: {table: (the petition of a row, {column: what it names})}.
DIRECT, OF_JOINT, OF_DISPUTE = (
    "SELECT ($1).petition_id",
    "SELECT petition_id FROM petitions_jointhandling WHERE id = ($1).joint_id",
    "SELECT petition_id FROM petitions_dispute WHERE id = ($1).dispute_id",
)
ADDRESSEES = {
    "petitions_transfer": (DIRECT, {"to_organ_id": "organ"}),
    "petitions_involvement": (DIRECT, {"organ_id": "organ"}),
    "petitions_jointhandling": (DIRECT, {"lead_id": "organ"}),
    "petitions_part": (OF_JOINT, {"organ_id": "organ", "handler_id": "duty"}),
    "petitions_proceeding": (DIRECT, {"organ_id": "organ", "handler_id": "duty"}),
    "petitions_clock": (DIRECT, {"organ_id": "organ"}),
    "petitions_remedyrequest": (DIRECT, {"organ_id": "organ"}),
    "petitions_correctionorder": (DIRECT, {"organ_id": "organ"}),
    "petitions_dispute": (DIRECT, {"deciding_organ_id": "organ", "lead_id": "organ"}),
    "petitions_disputant": (OF_DISPUTE, {"organ_id": "organ"}),
    "petitions_notice": (DIRECT, {"duty_id": "duty"}),
    "petitions_clearance": (DIRECT, {"officer_id": "officer"}),
    "petitions_addressee": ("SELECT petition_id FROM petitions_note WHERE id = ($1).note_id", {"duty_id": "duty"}),
}

# Does somebody whom the petition accuses stand at, above or at the head of this organ? Asks nothing about the seal.
ACCUSES_ORGAN = """
CREATE OR REPLACE FUNCTION petitions_accuses_organ(petition_key bigint, organ_key bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT EXISTS (
        SELECT FROM petitions_party accused
        JOIN accounts_organpath up ON up.descendant_id = organ_key AND up.valid_until IS NULL
        WHERE accused.petition_id = petition_key AND accused.role = 'ACCUSED'
          AND (accused.organ_id = up.ancestor_id OR EXISTS (
              SELECT FROM accounts_duty head
              WHERE head.officer_id = accused.officer_id AND head.organ_id = up.ancestor_id AND head.role IN ('O_LEAD', 'B_LEAD')
                AND (head.ended_on IS NULL OR head.ended_on > (now() AT TIME ZONE 'Asia/Shanghai')::date))))
$body$
"""
# In whatever duty: whoever works in one accused unit learns of it in every other duty too.
ACCUSES_DUTY = """
CREATE OR REPLACE FUNCTION petitions_accuses_duty(petition_key bigint, duty_key bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT coalesce(bool_or(petitions_accuses_organ(petition_key, also.organ_id)), false)
    FROM accounts_duty duty JOIN accounts_duty also ON also.officer_id = duty.officer_id
     AND (also.id = duty.id OR also.ended_on IS NULL OR also.ended_on > (now() AT TIME ZONE 'Asia/Shanghai')::date)
    WHERE duty.id = duty_key
$body$
"""
KEEPS_AWAY = """
CREATE OR REPLACE FUNCTION petitions_keeps_away(petition_key bigint, duty_key bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT EXISTS (
        SELECT FROM accounts_duty duty
        WHERE duty.id = duty_key AND (EXISTS (
            SELECT FROM petitions_recusal recusal
            WHERE recusal.petition_id = petition_key AND recusal.officer_id = duty.officer_id
              AND NOT EXISTS (SELECT FROM petitions_recusallift lift WHERE lift.recusal_id = recusal.id)
        ) OR EXISTS (
            SELECT FROM petitions_party accused
            WHERE accused.petition_id = petition_key AND accused.role = 'ACCUSED' AND accused.officer_id = duty.officer_id)))
$body$
"""
# The sentence says nothing about why: whoever reads it may be the one who must not know.
REFUSE = """
CREATE OR REPLACE FUNCTION petitions_refuse_addressee() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE petition_key bigint; addressee bigint; is_sealed boolean; is_refused boolean := false;
BEGIN
    EXECUTE format('SELECT ($1).%I', TG_ARGV[1]) INTO addressee USING NEW;
    IF TG_TABLE_NAME = 'petitions_petition' THEN
        petition_key := NEW.id;
        is_sealed := NEW.is_sealed;
    ELSE
        -- EXECUTE plans anew: a plan kept from the days of the empty table would read the whole table for ever
        EXECUTE TG_ARGV[0] INTO petition_key USING NEW;
        IF petition_key IS NULL THEN
            RETURN NEW;
        END IF;
        EXECUTE 'SELECT is_sealed FROM petitions_petition WHERE id = $1' INTO is_sealed USING petition_key;
    END IF;
    IF TG_ARGV[2] = 'organ' AND is_sealed THEN
        EXECUTE 'SELECT petitions_accuses_organ($1, $2)' INTO is_refused USING petition_key, addressee;
    ELSIF TG_ARGV[2] = 'duty' THEN
        EXECUTE 'SELECT petitions_keeps_away($1, $2) OR ($3 AND petitions_accuses_duty($1, $2))' INTO is_refused USING petition_key, addressee, is_sealed;
    ELSIF TG_ARGV[2] = 'officer' THEN
        EXECUTE 'SELECT coalesce(bool_or(petitions_keeps_away($1, id) OR ($3 AND petitions_accuses_duty($1, id))), false) FROM accounts_duty WHERE officer_id = $2'
            INTO is_refused USING petition_key, addressee, is_sealed;
    END IF;
    IF is_refused THEN
        RAISE EXCEPTION 'this addressee is not possible' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$body$
"""
# Before the accused was identified, or it was said that this is not possible, a sealed matter goes nowhere.
IDENTIFY_FIRST = """
CREATE OR REPLACE FUNCTION petitions_identify_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
DECLARE is_open boolean;
BEGIN
    EXECUTE 'SELECT NOT is_sealed OR EXISTS (SELECT FROM petitions_identification WHERE petition_id = $1) FROM petitions_petition WHERE id = $1'
        INTO is_open USING NEW.petition_id;
    IF NOT is_open THEN
        RAISE EXCEPTION 'say first whether the accused is known' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$body$
"""


def guards():
    """{(table, trigger)} that must stand and be switched on."""
    named = [(table, column) for table, (_petition, columns) in ADDRESSEES.items() for column in columns]
    named += [("petitions_petition", "holder_organ_id"), ("petitions_petition", "holder_id")]
    standing = {(table, _name(name)) for table, column in named for name in (column, f"{column}_later")}
    return standing | {("petitions_transfer", "identify_first")}


def _name(column):
    return f"refuse_{column}"


def install(using, **kwargs):
    """After each migration: functions of the owner's, and a trigger for each column that names an addressee."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        there = set(cursor.fetchall())
        wanted = {(table, column) for table, (_petition, columns) in ADDRESSEES.items() for column in columns}
        if not wanted | {("petitions_recusallift", "recusal_id"), ("petitions_identification", "petition_id")} <= there:
            return  # halfway through the migrations
        for function in (ACCUSES_ORGAN, ACCUSES_DUTY, KEEPS_AWAY, REFUSE, IDENTIFY_FIRST):
            cursor.execute(function)
        columns = [(table, column, petition, kind) for table, (petition, named) in ADDRESSEES.items() for column, kind in named.items()]
        columns += [("petitions_petition", "holder_organ_id", "", "organ"), ("petitions_petition", "holder_id", "", "duty")]
        for table, column, petition, kind in columns:
            function = f"petitions_refuse_addressee('{petition}', '{column}', '{kind}')"
            changed = f"NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column}"
            if table == "petitions_petition":
                changed += f" OR NEW.{column} IS NOT NULL AND NEW.is_sealed AND NOT OLD.is_sealed"
            for name, on, when in ((column, "INSERT", f"NEW.{column} IS NOT NULL"), (f"{column}_later", "UPDATE", changed)):
                cursor.execute(f'DROP TRIGGER IF EXISTS {_name(name)} ON "{table}"')
                cursor.execute(
                    f'CREATE TRIGGER {_name(name)} BEFORE {on} ON "{table}" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {function}'
                )
        cursor.execute("DROP TRIGGER IF EXISTS identify_first ON petitions_transfer")
        cursor.execute(
            "CREATE TRIGGER identify_first BEFORE INSERT ON petitions_transfer FOR EACH ROW EXECUTE FUNCTION petitions_identify_first()"
        )
