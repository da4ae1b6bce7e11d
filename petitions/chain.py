"""What does each event commit to, and who writes it down?

When a transaction ends, the database itself adds one link to the petition's chain for every event in it. The link holds SHA-256 digests
of the words of the event and the rows that the step wrote (they never change), of everything of the petition that may change as it
stood then, and of the link before. Nobody can add a link but the owner's function, which fires by a deferred trigger.

The SQL here is made from the models, once for the triggers and once for whoever verifies; the latter never asks a function of the
database's, which somebody could have replaced. Only the lists of columns are kept beside the links, so that a later migration
does not make old links unprovable.
"""

import re
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import connections, models

from .disposal import emptied

# Rows that say nothing about what was done: messages, lists that officers keep, dry runs, and the chain itself.
BESIDE = {
    "Category", "DocumentSeries", "Event", "FileCheck", "Link", "Notice", "Queue", "Reconciliation", "RecountLine", "Shape", "TaskDone", "Verification",
}  # fmt: skip
# That a date is not announced yet may become untrue without anything having happened to the petition.
UNCOUNTED = {"petitions_clock": {"is_provisional"}}
# What the first migration of the chain may find in the database already.
EVENT, PETITION, LINK = "petitions_event", "petitions_petition", "petitions_link"


class Part(NamedTuple):
    """One table's share: `source` is its FROM, `key` the event or the petition that a row belongs to, `condition` which rows count."""

    table: str
    source: str
    key: str
    condition: str = ""
    is_fixed: bool = True  # append-only


def columns_of(model):
    left_out = UNCOUNTED.get(model._meta.db_table, ())
    return [
        field.column
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.GeneratedField | SearchVectorField) and field.column not in left_out
    ]


def is_append_only(model):
    return "append_only" in {trigger.name for trigger in getattr(model._meta, "triggers", [])}


@cache
def _models():
    return [model for model in apps.get_app_config("petitions").get_models() if model.__name__ not in BESIDE]


def _way(model, wanted, alias="t"):
    """(joins, key) from a row to its event or petition, or None: its own column first, else through the row that it hangs on."""
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    if wanted in fields:
        return "", f'{alias}."{fields[wanted].column}"'
    for field in fields.values():
        parent = field.related_model
        if not isinstance(field, models.ForeignKey) or field.null or parent is model or parent not in _models():
            continue
        if wanted == "event" and not is_append_only(parent):
            continue
        if way := _way(parent, wanted, f"{alias}p"):
            join = f' JOIN "{parent._meta.db_table}" {alias}p ON {alias}p."{parent._meta.pk.column}" = {alias}."{field.column}"'
            return join + way[0], way[1]
    return None


@cache
def parts():
    """(what an event wrote, what a petition is): the two lists of parts."""
    written, standing = [], [Part(PETITION, f'"{PETITION}" t', "t.id", is_fixed=False)]
    history = apps.get_model("petitions", "Petition").history.model
    standing.append(Part(history._meta.db_table, f'"{history._meta.db_table}" t', "t.id"))
    arrival, contact = "petitions_arrival", "petitions_contact"
    standing.append(Part(contact, f'"{arrival}" a JOIN "{contact}" t ON t.id = a.contact_id', "a.petition_id"))
    for model in _models():
        table = model._meta.db_table
        if model is history or table in (PETITION, contact):
            continue
        way = _way(model, "event") if is_append_only(model) else None
        if way:
            written.append(Part(table, f'"{table}" t{way[0]}', way[1]))
            if not any(field.name == "event" and field.null for field in model._meta.local_concrete_fields):
                continue
        condition = "coalesce(t.event_id, 0) = 0" if way else ""  # IS NULL would tempt PostgreSQL to read all such rows by their index
        if table in ("petitions_note", "petitions_addressee"):
            condition = f"{'t' if table == 'petitions_note' else 'tp'}.id <= upto.note_upto"
        if way := _way(model, "petition"):
            standing.append(Part(table, f'"{table}" t{way[0]}', way[1], condition, is_append_only(model)))
    return written, standing


@cache
def remains():
    """Of a destroyed file: what is left of the events and of their rows, whose own digests cannot be counted any more. A petition's parts."""
    destroyed = "gone.salt = '' AND gone.event_id = "
    left = [Part(EVENT, f"{LINK} gone, {EVENT} t", "gone.petition_id", f"{destroyed}t.id")]
    return left + [Part(part.table, f"{LINK} gone, {part.source}", "gone.petition_id", f"{destroyed}{part.key}") for part in parts()[0]]


@cache
def tables():
    """{table: [column]} as the models are now: what a new shape says."""
    ours = {model._meta.db_table: columns_of(model) for model in apps.get_app_config("petitions").get_models()}
    return {table: ours[table] for table in [EVENT, *(part.table for half in parts() for part in half)]}


# ── SQL ──


def said(columns, alias="t", without=()):
    """The canonical form of a row: its values in a fixed order as a JSON array, which no value can break out of."""
    names = [name for name in columns if name not in without]
    if not all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names):
        raise ValueError("a shape names something that is no column")
    chunks = [names[start : start + 50] for start in range(0, len(names), 50)]
    return " || ".join(f"jsonb_build_array({', '.join(f'{alias}.{name}' for name in chunk)})::text" for chunk in chunks)


def gather(half, shape, condition, upto="") -> str:
    """Rows (key, said): all that the parts say, in one order. `condition` follows the key; `upto` names where note_upto is to be found."""
    each = []
    for part in half:
        source = f"{part.source} JOIN {upto} upto ON upto.petition_id = {part.key}" if "upto." in part.condition else part.source
        where = f"{part.key} {condition}" + (f" AND {part.condition}" if part.condition else "")
        each.append(
            f"SELECT {part.key} AS key, '{part.table}' AS name, t.{_pk(part.table)} AS id, {said(shape[part.table])} AS said FROM {source} WHERE {where}"
        )
    union = " UNION ALL ".join(each)
    return f"SELECT key, string_agg(name || ':' || id || said, E'\\n' ORDER BY name COLLATE \"C\", id) AS said FROM ({union}) every GROUP BY key"


@cache
def _pk(table):
    """The key by which rows are put in order."""
    return next(model._meta.pk.column for model in apps.get_app_config("petitions").get_models() if model._meta.db_table == table)


@cache
def words_of_an_event():
    """The columns that are emptied when a file is destroyed."""
    return frozenset(
        field.column for field in apps.get_model("petitions", "Event")._meta.local_concrete_fields if emptied(field) is not None
    )


def sha256(text):
    return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"


def digest_of_rows(shape, rows, event="e", salt="l.salt"):
    words = [name for name in shape[EVENT] if name in words_of_an_event()]
    return sha256(f"{salt} || '|' || {said(words, event)} || '|' || coalesce({rows}, '')")


def digest_of_state(state, places, salt="l.salt"):
    """`places`: how many events the petition has had, so that the last of several in one transaction cannot be cut off."""
    return sha256(f"{salt} || '|' || {places} || '|' || coalesce({state}, '')")


def digest_of_link(shape, before, event="e", link="l"):
    """Over the link before, what of the event stays for ever, and the two digests."""
    skeleton = said(shape[EVENT], event, without=words_of_an_event())
    return sha256(
        f"{before} || '|' || {skeleton} || '|' || {link}.shape_id || '|' || {link}.note_upto || '|' || {link}.rows_sha256 || '|' || {link}.state_sha256"
    )


# ── What the database does by itself ──

# Plans are kept, so they are made for large tables from the start: on an empty one PostgreSQL would choose to read it whole, for ever.
AS_OWNER = """LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET "TimeZone" = 'UTC'
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"""
ADD_LINK = f"""
CREATE OR REPLACE FUNCTION petitions_add_link(event_key bigint) RETURNS void {AS_OWNER} AS $body$
DECLARE
    e petitions_event;
    l petitions_link;
    before text := '';
    words text;
BEGIN
    SELECT * INTO STRICT e FROM petitions_event WHERE id = event_key;
    IF e.seq > 1 THEN
        -- Where the link before was taken away, work goes on: the gap is for whoever verifies.
        SELECT hash INTO before FROM petitions_link WHERE petition_id = e.petition_id AND seq = e.seq - 1;
        before := coalesce(before, '');
    END IF;
    l.petition_id := e.petition_id;
    l.seq := e.seq;
    l.event_id := e.id;
    l.shape_id := {{shape_id}};
    l.salt := replace(gen_random_uuid()::text, '-', '');
    SELECT coalesce(max(id), 0) INTO l.note_upto FROM petitions_note WHERE petition_id = e.petition_id;
    SELECT said INTO words FROM ({{rows}}) gathered;
    l.rows_sha256 := {{rows_sha256}};
    IF EXISTS (SELECT 1 FROM petitions_link WHERE petition_id = e.petition_id AND salt = '') THEN
        SELECT said INTO words FROM ({{state_of_remains}}) gathered;
    ELSE
        SELECT said INTO words FROM ({{state}}) gathered;
    END IF;
    l.state_sha256 := {{state_sha256}};
    l.hash := {{hash}};
    INSERT INTO petitions_link (petition_id, seq, event_id, shape_id, salt, note_upto, rows_sha256, state_sha256, hash)
    VALUES (l.petition_id, l.seq, l.event_id, l.shape_id, l.salt, l.note_upto, l.rows_sha256, l.state_sha256, l.hash);
END
$body$
"""
LINK_EVENT = f"""
CREATE OR REPLACE FUNCTION petitions_link_event() RETURNS trigger {AS_OWNER} AS $body$
BEGIN
    PERFORM petitions_add_link(NEW.id);
    RETURN NULL;
END
$body$
"""
# A row that no step changed: the change stays, and so does its trace. The argument gives the petitions of a row.
ROW_CHANGED = f"""
CREATE OR REPLACE FUNCTION petitions_row_changed() RETURNS trigger {AS_OWNER} AS $body$
DECLARE
    key bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        NEW := OLD;
    END IF;
    FOR key IN EXECUTE TG_ARGV[0] USING NEW LOOP
        IF NOT EXISTS (SELECT 1 FROM petitions_event WHERE petition_id = key AND xact = pg_current_xact_id()::text::bigint) THEN
            INSERT INTO petitions_event (petition_id, seq, step, from_state, to_state, actor, reason, details, article)
            SELECT id, 0, 'row_changed', state, state, 'SYSTEM', '', jsonb_build_object('table', TG_TABLE_NAME, 'operation', TG_OP), ''
              FROM petitions_petition WHERE id = key;
        END IF;
    END LOOP;
    RETURN NULL;
END
$body$
"""
REFUSE = """
CREATE OR REPLACE FUNCTION petitions_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND petitions_is_destroying() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'pgtrigger: Cannot % rows of %', lower(TG_OP), TG_TABLE_NAME;
END
$body$
"""


def traced():
    """(table, columns, SQL that gives the petitions of a row $1): tables whose rows change by steps alone."""
    shape = tables()
    for part in parts()[1]:
        if part.table == PETITION:
            continue  # there the database refuses the change itself
        if part.table == "petitions_contact":
            yield part.table, shape[part.table], "SELECT petition_id FROM petitions_arrival WHERE contact_id = ($1).id"
        elif not part.is_fixed:
            model = next(model for model in _models() if model._meta.db_table == part.table)
            yield part.table, shape[part.table], _petitions_of_a_row(model)


def _petitions_of_a_row(model, row="($1)"):
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    if "petition" in fields:
        return f"SELECT {row}.petition_id"
    joins, key = _way(model, "petition")
    join = re.match(r' JOIN ("\w+") tp ON tp\.("\w+") = t\.("\w+")(.*)', joins)
    return f"SELECT {key} FROM {join[1]} tp{join[4]} WHERE tp.{join[2]} = {row}.{join[3]}"


def histories():
    """The tables of simple-history: convenient for differences, and as little to be rewritten as everything else."""
    return sorted(model.history.model._meta.db_table for model in apps.get_models() if hasattr(model, "history"))


@cache
def guards():
    """{(table, trigger)} that must stand and be switched on."""
    standing = {(EVENT, "link_event")}
    standing |= {(table, name) for table, _columns, _petitions in traced() for name in ("row_changed", "row_removed")}
    standing |= {(table, name) for table in histories() for name in ("append_only", "no_truncate")}
    for app in ("petitions", "reception", "supervision"):
        for model in apps.get_app_config(app).get_models():
            standing |= {(model._meta.db_table, trigger.get_pgid(model)) for trigger in getattr(model._meta, "triggers", [])}
    return standing


def install(using, **kwargs):
    """After each migration: a shape for the tables as they are now, and the triggers that write by it."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        there = set(cursor.fetchall())
        shape = tables()
        if not {(table, column) for table, columns in shape.items() for column in columns} <= there or (LINK, "hash") not in there:
            return  # halfway through the migrations
        shape_id = _shape(cursor, shape)
        written, standing = parts()
        one_petition = "(SELECT l.petition_id AS petition_id, l.note_upto AS note_upto)"
        cursor.execute(
            ADD_LINK.format(
                shape_id=shape_id,
                rows=gather(written, shape, "= e.id"),
                rows_sha256=digest_of_rows(shape, "words"),
                state=gather(standing, shape, "= e.petition_id", upto=one_petition),
                state_of_remains=gather([*standing, *remains()], shape, "= e.petition_id", upto=one_petition),
                state_sha256=digest_of_state("words", "(SELECT max(seq) FROM petitions_event WHERE petition_id = e.petition_id)"),
                hash=digest_of_link(shape, "before"),
            )
        )
        for function in (LINK_EVENT, ROW_CHANGED, REFUSE):
            cursor.execute(function)
        cursor.execute("REVOKE ALL ON FUNCTION petitions_add_link(bigint) FROM PUBLIC")
        _trigger(cursor, "link_event", EVENT, "AFTER INSERT", "petitions_link_event()", deferred=True)
        for table, columns, petitions in traced():
            changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
            function = f"petitions_row_changed('{petitions}')"
            _trigger(cursor, "row_changed", table, "AFTER UPDATE", function, deferred=True, when=changed)
            _trigger(cursor, "row_removed", table, "AFTER DELETE", function, deferred=True)
        for table in histories():
            _trigger(cursor, "append_only", table, "BEFORE UPDATE OR DELETE", "petitions_append_only()")
            _trigger(cursor, "no_truncate", table, "BEFORE TRUNCATE", "petitions_append_only()", each="STATEMENT")
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {LINK})")
        if not cursor.fetchone()[0]:  # later, an event without its link is a fault that nobody may cover
            cursor.execute(f"SELECT petitions_add_link(id) FROM (SELECT id FROM {EVENT} ORDER BY petition_id, seq) every_one")


def _shape(cursor, shape) -> int:
    model = apps.get_model("petitions", "Shape")
    newest = model.objects.using(cursor.db.alias).last()
    if newest is None or newest.columns != shape:
        newest = model.objects.using(cursor.db.alias).create(columns=shape)
    return newest.pk


def _trigger(cursor, name, table, on, function, *, deferred=False, when="", each="ROW"):
    kind, timing = ("CONSTRAINT TRIGGER", "DEFERRABLE INITIALLY DEFERRED") if deferred else ("TRIGGER", "")
    cursor.execute(f'DROP TRIGGER IF EXISTS {name} ON "{table}"')
    condition = f"WHEN ({when})" if when else ""
    cursor.execute(f'CREATE {kind} {name} {on} ON "{table}" {timing} FOR EACH {each} {condition} EXECUTE FUNCTION {function}')
