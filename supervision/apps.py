from django.apps import AppConfig
from django.db.models.signals import post_migrate

from . import first_rules


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self):
        post_migrate.connect(first_rules.install, sender=self)
