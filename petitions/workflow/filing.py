"""Steps of the archive: the file is sealed, held, and at its time destroyed by two."""

from django.utils.translation import gettext as _

from petitions import binding, completeness, files, retention
from petitions.letters import papers
from petitions.models.document import DocumentSeries
from petitions.models.volume import ArchiveVolume, Disposal, LegalHold
from petitions.numbers import new_query_code
from petitions.rules.retention import TABLE

from .step import StepNotOpen, step

OPEN_SERIES, SEALED_SERIES = "档", "密档"  # what is sealed has a series of its own, so that no gap tells that it exists


class Filing:
    @step
    def archive(self, act, *, retention_class="", retention_reason=""):
        """归档: the file is complete, indexed, numbered and sealed (Archives Law arts 13, 37)."""
        if refusal := completeness.sentence(self):
            raise StepNotOpen(refusal)
        by_rule = retention.proposed(self)
        chosen = retention_class or by_rule
        if chosen != by_rule and not retention_reason:
            raise StepNotOpen(_("Say why the file is kept for another time than the table says."), field="retention_reason")
        try:
            items = binding.bind(self)
        except files.Damaged as damaged:
            name = self.evidence.get(slug=damaged.args[0]).name
            raise StepNotOpen(binding.not_what_it_was(name)) from damaged
        volume = ArchiveVolume(
            petition=self, organ=self.holder_organ, number=self._archive_number(act), retention=chosen, retention_table=TABLE,
            retention_reason=retention_reason if chosen != by_rule else "", archived_on=act.on,
            retained_until=retention.last_day(chosen, act.on), item_count=len(items), page_count=sum(item.pages for item in items),
        )  # fmt: skip
        volume.seal = binding.seal(volume, items)
        act.write(volume)
        for item in items:
            item.volume = volume
            act.write(item)
        act.issue("D37", organ=self.holder_organ, payload=papers.file_index(self, volume, items, act.by))
        act.details = {"volume": volume.number, "retention": chosen, "seal": volume.seal}
        self.holder = None

    def _archive_number(self, act):
        """Year, organ, serial without gaps."""
        word = SEALED_SERIES if self.is_sealed else OPEN_SERIES
        serial, _number = DocumentSeries.next_number(self.holder_organ, act.on.year, word)
        return f"{act.on.year}-{self.holder_organ.code}{'密' if self.is_sealed else ''}-{serial:04d}"

    @step
    def put_on_hold(self, act):
        """暂缓销毁: a lawsuit, an inspection or an inquiry needs the file beyond its time."""
        act.write(LegalHold(volume=self.newest_volume, reason=act.reason, placed_by=act.by, placed_on=act.on))

    @step
    def lift_hold(self, act):
        hold = self.newest_volume.hold
        hold.lifted_by, hold.lifted_on, hold.lift_reason = act.by, act.on, act.reason
        act.write(hold)

    @step
    def dispose(self, act):
        """销毁: after the time of keeping, proposed by the archivist, confirmed by the leader. A line of the register remains."""
        for volume in self.volumes.filter(disposal=None):
            act.write(
                Disposal(
                    volume=volume, petition=self, disposed_on=act.on, reason=act.reason, proposed_by=act.proposed_by or act.by, confirmed_by=act.by,
                )
            )  # fmt: skip
        act.details = {"volumes": [volume.number for volume in self.volumes.all()]}
        act.reason = ""  # it stands in the register; the event is emptied with the others
        self.subject, self.query_code = self.newest_volume.number, new_query_code()

    @property
    def newest_volume(self):
        return self.volumes.select_related("disposal").prefetch_related("holds").last()
