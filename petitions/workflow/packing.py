"""How do the details of a step travel through JSON, so that a proposal or an event can hold them?"""

from datetime import date

from django.apps import apps
from django.db.models import Model


def pack(value):
    if isinstance(value, dict):
        return {key: pack(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [pack(inner) for inner in value]
    if isinstance(value, Model):
        key = "slug" if hasattr(value, "slug") else "number"
        return {"row": value._meta.label_lower, key: getattr(value, key)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def unpack(value):
    if isinstance(value, list):
        return [unpack(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.keys() in ({"row", "slug"}, {"row", "number"}):
        model, key = value["row"], "slug" if "slug" in value else "number"
        return apps.get_model(model).objects.get(**{key: value[key]})
    if value.keys() == {"date"}:
        return date.fromisoformat(value["date"])
    return {key: unpack(inner) for key, inner in value.items()}
