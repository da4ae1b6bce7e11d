"""Does this PostgreSQL have the three roles that row security stands on, and who makes them?"""

import re

from django.conf import settings
from django.db import connection
from environ import Env

from config.servers import Trouble
from config.servers.postgres import SQL

RIGHTS = {"app": (False, False), "owner": (False, False), "worker": (False, True)}  # superuser, bypasses row security


def address_of(database):
    return f"{database.get('HOST') or database.get('OPTIONS', {}).get('host') or 'a local socket'}:{database.get('PORT') or 5432}"


def refuse_wrong_roles():
    """On a server of one's own the three roles must stand before the first migration."""
    with connection.cursor() as cursor:
        cursor.execute("select rolname, rolsuper, rolbypassrls from pg_roles")
        standing = {name: tuple(rights) for name, *rights in cursor.fetchall()}
    lacking = [f"xinfang_{role}" for role, rights in RIGHTS.items() if standing.get(f"xinfang_{role}") != rights]
    if lacking:
        raise Trouble(f"This PostgreSQL lacks {', '.join(lacking)} with the rights below. {how_to_make_roles()}")
    for role, url in settings.DATABASE_URLS.items():
        variable = "DATABASE_URL" if role == "app" else f"DATABASE_{role.upper()}_URL"
        if (user := Env.db_url_config(url)["USER"]) != f"xinfang_{role}":
            raise Trouble(f"{variable} must name the role xinfang_{role}, not {user or 'nobody'}.")
        try:
            connection.Database.connect(url, connect_timeout=3).close()
        except connection.Database.OperationalError as failed:
            raise Trouble(f"{variable} does not open: {str(failed).strip().splitlines()[-1]}") from None


def how_to_make_roles():
    sql = f"{(SQL / 'roles.sql').read_text()}\n\\connect xinfang\n{(SQL / 'database.sql').read_text()}"
    where = f"@{address_of(connection.settings_dict)}/xinfang"
    return (
        "Let the server's superuser run this in psql, with passwords of your own:\n\n"
        + re.sub(r":'(\w+)_password'", r"'the password of the \1'", sql)
        + f"\nThen start again with DATABASE_URL=postgres://xinfang_app:…{where} DATABASE_OWNER_URL=postgres://xinfang_owner:…{where} "
        f"DATABASE_WORKER_URL=postgres://xinfang_worker:…{where}"
    )
