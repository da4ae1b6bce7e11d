from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from . import barring, chain, disposal, row_security
from .clocks import profiles


class PetitionsConfig(AppConfig):
    name = "petitions"

    def ready(self):
        post_migrate.connect(disposal.install, sender=self)
        post_migrate.connect(chain.install, sender=self)
        post_migrate.connect(row_security.install, sender=self)
        post_migrate.connect(barring.install, sender=self)
        apps.get_app_config("accounts").clock_profiles = [(profile.key, profile.title) for profile in profiles()]
