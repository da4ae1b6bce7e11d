"""Which files do officers hand in beside a petition: proof for a unit's defence, a report, an opinion? One small table a use."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from petitions.disposal import rows_of_a_petition


class KeptFile(models.Model):
    """A file that was scanned and inspected before it was taken (petitions/files/keeping.py), so it has no check of its own and never waits.

    Each use has a subclass with the row it belongs to; nightly reconciling compares all of them with the disk.
    """

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=80, editable=False, db_index=True)  # below MEDIA_ROOT, random
    content_type = models.CharField(max_length=80)  # by content, never by what the sender says
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self):
        return self.name

    @classmethod
    def uses(cls):
        """The concrete tables."""
        found = []
        for kind in cls.__subclasses__():
            found += kind.uses() if kind._meta.abstract else [kind]
        return found

    @classmethod
    def of(cls, petition_key) -> list["KeptFile"]:
        """Those of every use that hang on this petition, by a demand, a warning, a deduction: their bytes go with it."""
        keys, found = rows_of_a_petition(), []
        for use in cls.uses():
            if use in keys:
                rows = keys[use].replace("$1", "%s")
                query = f'SELECT * FROM "{use._meta.db_table}" WHERE id IN ({rows})'  # nosec B608 - names of tables
                found += use.objects.raw(query, [petition_key] * rows.count("%s"))
        return found
