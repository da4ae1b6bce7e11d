"""PostgreSQL that is told who asks before it is asked: Django's own connection, and one setting of the session (accounts/acting.py)."""

from contextlib import suppress

from django.db import Error
from django.db.backends.postgresql import base

from accounts import acting

IN_ERROR = 3  # of libpq, whatever the driver
TELL = "SELECT set_config('xinfang.actor', %s, false)"


class DatabaseWrapper(base.DatabaseWrapper):
    told = None  # what the session was told last; None: not known, because it is new, or a rollback may have taken it back

    def get_new_connection(self, conn_params):
        self.told = None
        return super().get_new_connection(conn_params)

    def create_cursor(self, name=None):
        self.tell(acting.actor())
        return super().create_cursor(name)

    def tell(self, actor):
        """Only where it changed; a transaction that has failed already hears nothing and answers nothing."""
        if actor != self.told and self.connection.info.transaction_status != IN_ERROR:
            with self.connection.cursor() as cursor:
                cursor.execute(TELL, [actor])
            self.told = actor

    def forget_actor(self):
        """At the end of a request: whatever goes on with this connection is nobody until it says who it is."""
        if self.connection is not None and self.told:
            with suppress(Error, self.Database.Error):  # a connection that broke says nothing to anybody
                self.tell(acting.NOBODY)

    def _rollback(self):
        self.told = None
        return super()._rollback()

    def _savepoint_rollback(self, sid):
        super()._savepoint_rollback(sid)
        self.told = None
