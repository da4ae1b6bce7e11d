from django.apps import AppConfig, apps

from .clocks import profiles


class PetitionsConfig(AppConfig):
    name = "petitions"

    def ready(self):
        apps.get_app_config("accounts").clock_profiles = [(profile.key, profile.title) for profile in profiles()]
