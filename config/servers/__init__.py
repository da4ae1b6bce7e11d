"""The PostgreSQL and the Valkey that came in wheels."""

from config.servers.postgres import Postgres
from config.servers.server import Server, Trouble, is_open_to_all
from config.servers.valkey import Valkey

__all__ = ["Postgres", "Server", "Trouble", "Valkey", "is_open_to_all"]
