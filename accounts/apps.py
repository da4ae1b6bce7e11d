from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        post_migrate.connect(shut_the_side_door, sender=self)


def shut_the_side_door(using, **kwargs):
    """Triggers that guard have no switch. pgtrigger lets any session name triggers to pass over, and asks so for each row at the price of a
    subtransaction; every trigger it installs writes that function again, so after each migration it is made to say no."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('_pgtrigger_should_ignore(name)')")
        if cursor.fetchone()[0]:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'"
            )
