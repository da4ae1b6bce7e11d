"""What goes when a file is destroyed, and what stays?

Everything that somebody wrote, said or handed in goes: every text of every row that belongs to the petition, unless it is named here as
something that tells nothing of a person. What stays is the skeleton that figures and the register of disposal rest on: states, dates,
organs, rules, numbers and checksums. The database does it by a function of the owner's, and only in the transaction that writes the line
of the register; a table that is added later is emptied like the others without being named.
"""

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import connections, models

from accounts.encryption import EncryptedField

OURS = {"petitions", "reception", "supervision"}
# The file's own rows say that there was one, when it was due and who destroyed it.
REGISTER = {"petitions.archivevolume", "petitions.disposal"}
# Texts without a choice that tell nothing of a person or a matter.
KEPT = {
    "number", "slug", "sha256", "rows_sha256", "state_sha256", "hash", "seal", "key", "path", "content_type", "kind", "code", "rule", "due_rule", "profile", "version", "article", "step",
    "from_state", "to_state", "state", "source",
}  # fmt: skip


def _children(model):
    """(model, name of the field that points here): rows that hang on the rows of this model."""
    for relation in model._meta.get_fields(include_hidden=True):
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created and not relation.concrete:
            if relation.related_model._meta.app_label in OURS:
                yield relation.related_model, relation.field


def rows_of_a_petition():
    """{model: SQL that gives the keys of its rows}, for everything that hangs on a petition; $1 is the petition's key."""
    petition = apps.get_model("petitions", "Petition")
    found, waiting = {petition: "SELECT $1"}, [petition]
    while waiting:
        parent = waiting.pop(0)
        for child, field in sorted(_children(parent), key=lambda pair: (pair[1].name != "petition", pair[0]._meta.label)):
            if child in found or child is parent:
                continue
            table, key = child._meta.db_table, child._meta.pk.column
            found[child] = f'SELECT "{key}" FROM "{table}" WHERE "{field.column}" IN ({found[parent]})'
            waiting.append(child)
        arrival = apps.get_model("petitions", "Arrival")
        contact = apps.get_model("petitions", "Contact")
        if parent is arrival and contact not in found:
            # A contact may have brought several matters; its words go with the last of them.
            found[contact] = (
                'SELECT contact_id FROM "petitions_arrival" here WHERE petition_id = $1 AND NOT EXISTS (SELECT 1 FROM "petitions_arrival" other'
                " WHERE other.contact_id = here.contact_id AND NOT EXISTS"
                ' (SELECT 1 FROM "petitions_disposal" gone WHERE gone.petition_id = other.petition_id))'
            )
            waiting.append(contact)
    return found


def emptied(field) -> str | None:
    """The SQL value that a destroyed row has in this column; None where it keeps what it has."""
    if not field.concrete or field.primary_key or isinstance(field, models.GeneratedField | SearchVectorField) or field.name in KEPT:
        return None
    if field.is_relation:
        # Which colleague took a step stays; whom a matter was about does not.
        return "NULL" if field.name == "officer" and field.null else None
    if isinstance(field, models.JSONField):
        return "NULL" if field.null else f"""'{"[]" if field.default is list else "{}"}'::jsonb"""
    if isinstance(field, EncryptedField | models.CharField | models.TextField) and not field.choices and not field.unique:
        return "''"
    return None


def statements():
    """One UPDATE for each table that has anything to lose; the history of a changed row goes with it."""
    for model, keys in rows_of_a_petition().items():
        if model._meta.label_lower in REGISTER or model._meta.label_lower == "petitions.petition":
            continue
        yield from _update(model, model._meta.pk.column, keys)
    for model, keys in rows_of_a_petition().items():
        if hasattr(model, "history"):
            yield from _update(model.history.model, model._meta.pk.column, keys)


def _update(model, column, keys):
    values = {field.column: emptied(field) for field in model._meta.local_concrete_fields}
    changes = ", ".join(f'"{name}" = {value}' for name, value in values.items() if value is not None)
    if changes:
        yield f'UPDATE "{model._meta.db_table}" SET {changes} WHERE "{column}" IN ({keys})'


# Inside the owner's function the current user is the owner, whoever called; outside nobody who serves pages is. The line of the register
# has to be of this very transaction, so nothing can be emptied without its trace.
IS_DESTROYING = """
CREATE OR REPLACE FUNCTION petitions_is_destroying() RETURNS boolean LANGUAGE plpgsql STABLE AS $body$
BEGIN
    RETURN current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'petitions_disposal'::regclass)
       AND EXISTS (SELECT 1 FROM petitions_disposal WHERE xact = pg_current_xact_id()::text::bigint);
END
$body$
"""
DESTROY = """
CREATE OR REPLACE FUNCTION petitions_destroy(petition_key bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM petitions_disposal WHERE petition_id = petition_key AND xact = pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'no line of the register of disposal for petition %%', petition_key USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    %s
END
$body$
"""


def install(using, **kwargs):
    """After each migration: the functions know the tables as they are now."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('petitions_disposal')")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r'")
        there = {name for (name,) in cursor.fetchall()}
        lines = [line.replace("$1", "petition_key") for line in statements() if line.split('"')[1] in there]
        cursor.execute(IS_DESTROYING)
        cursor.execute(DESTROY.replace("%%", "%").replace("%s", ";\n    ".join(lines) + ";"))
        cursor.execute("REVOKE ALL ON FUNCTION petitions_destroy(bigint) FROM PUBLIC")
        cursor.execute(
            "DO $$ DECLARE name text; BEGIN FOR name IN SELECT rolname FROM pg_roles WHERE rolname IN ('xinfang_app', 'xinfang_worker') LOOP"
            " EXECUTE format('GRANT EXECUTE ON FUNCTION petitions_destroy(bigint) TO %I', name); END LOOP; END $$"
        )
