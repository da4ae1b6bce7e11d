"""What do a year, a quarter and a day look like in figures, as they may stand in a report? Words on papers are Chinese."""

from collections import Counter
from datetime import date

from django.db.models import Count, Q

from petitions.models import Channel, Clock, Party, Transfer
from petitions.rulebook import WINDOWS
from petitions.rules.demands import Adoption, DemandKind

from . import suppression
from .models import Demand, DemandDeed
from .scope import ordinary
from .suppression import OUTSIDE, shown

CROWD = 5  # a visit of so many is a group visit (domain.md §1.13)
MOST_ORGANS, NO_CATEGORY = 10, "未分类"
CHANNELS = {"LETTER": "来信", "VISIT": "来访", "ONLINE": "网上", "PHONE": "来电", "OTHER": "其他"}
SUGGESTIONS = {
    DemandKind.IMPROVE: "改进工作的建议", DemandKind.POLICY: "完善政策的建议", DemandKind.ACCOUNTABILITY: "追究责任的建议",
}  # fmt: skip
SUPERVISED = {DemandKind.URGE: "催办（次）", DemandKind.ORDER: "发函督办（次）"}


class Period:
    """What a duty may count of the days from `since` until `until`, both included. Never a sealed matter, never an accusation, whoever counts."""

    def __init__(self, duty, since: date, until: date):
        self.duty, self.since, self.until = duty, since, until
        self.days = (since, until)

    def a_year_before(self):
        return Period(self.duty, _last_year(self.since), _last_year(self.until))

    # ── Counts, as they are ──

    @property
    def matters(self):
        """Those that arrived in the period. What was taken over from another system is counted apart (decisions.md 12)."""
        return self._arrived.filter(is_taken_over=False)

    @property
    def _arrived(self):
        return ordinary(self.duty).filter(received_on__range=self.days).exclude(state="VOID").order_by()

    def overall(self) -> dict:
        return self._arrived.aggregate(
            total=Count("pk", filter=Q(is_taken_over=False)),
            taken_over=Count("pk", filter=Q(is_taken_over=True)),
            first=Count("pk", filter=Q(is_taken_over=False, is_repeat=False)),
            repeat=Count("pk", filter=Q(is_taken_over=False, is_repeat=True)),
            crowds=Count("pk", filter=Q(is_taken_over=False, channel=Channel.VISIT, headcount__gte=CROWD)),
            urgent=Count("pk", filter=Q(is_taken_over=False, is_urgent=True)),
        )

    @property
    def crowds(self):
        return self.matters.filter(channel=Channel.VISIT, headcount__gte=CROWD)

    def closed(self) -> int:
        return ordinary(self.duty).filter(closed_on__range=self.days, is_taken_over=False).exclude(state="VOID").count()

    def late(self) -> int:
        """Petitions that were late at the end of the last day."""
        clocks = Clock.objects.filter(rolled_on__lt=self.until, organ__isnull=False).exclude(rule__in=WINDOWS)
        clocks = clocks.filter(Q(result=Clock.Result.RUNNING) | Q(result=Clock.Result.LATE, stopped_on__gt=self.until))
        return ordinary(self.duty).filter(pk__in=clocks.values("petition")).count()

    def channels(self) -> dict:
        found = dict(self.matters.values_list("channel").annotate(Count("pk")))
        return {CHANNELS[channel]: number for channel, number in found.items()}

    def fields(self) -> dict:
        """By the first level of the category, the most first."""
        found = Counter()
        for path, number in self.matters.values_list("category__path").annotate(Count("pk")):
            found[path.split("/")[0] if path else NO_CATEGORY] += number
        return dict(found.most_common())

    def complained(self) -> dict:
        """organ → how many complain of it: the unit that was named, else the one that has to answer. The most first."""
        named = Party.objects.filter(petition__in=self.matters, role=Party.Role.ACCUSED).exclude(organ=None)
        found = Counter(dict(named.order_by().values_list("organ__name").annotate(Count("petition", distinct=True))))
        others = self.matters.exclude(pk__in=named.values("petition")).exclude(holder_organ__kind__in=["BUREAU", "GOVERNMENT"])
        found.update(dict(others.values_list("holder_organ__name").annotate(Count("pk"))))
        return dict(found.most_common())

    def sent(self) -> dict:
        """What this duty's own organ sent on, by kind of leg."""
        legs = Transfer.objects.filter(from_organ=self.duty.organ_id, sent_on__range=self.days, petition__in=ordinary(self.duty))
        return dict(legs.order_by().values_list("kind").annotate(Count("pk")))

    @property
    def demands(self):
        """Issued in the period by this duty's organ; what hangs on a petition that may not be counted is not counted either."""
        issued = Demand.objects.filter(by_organ=self.duty.organ_id, issued_on__range=self.days).exclude(state=Demand.State.WITHDRAWN)
        return issued.filter(Q(petition=None) | Q(petition__in=ordinary(self.duty))).order_by()

    def demanded(self) -> dict:
        return dict(self.demands.values_list("kind").annotate(Count("pk")))

    def adopted(self) -> dict:
        """Suggestions of the period to which the last answer was that they are adopted, wholly or in part."""
        answers = DemandDeed.objects.filter(demand__in=self.demands.filter(kind__in=SUGGESTIONS)).exclude(adoption="")
        newest = {
            demand: (kind, answer) for demand, kind, answer in answers.order_by("pk").values_list("demand", "demand__kind", "adoption")
        }
        return Counter(kind for kind, answer in newest.values() if answer in (Adoption.ADOPTED, Adoption.PARTLY))

    # ── Rows of a paper: {label, value, before}, with nothing small in them ──

    def tables(self, now, below) -> tuple[dict, int | None]:
        """name → cells, of the three tables that add up to the same total, and the total. Where one of them hides it, the others would give it
        away as their sum, so they hide all they have."""
        whole = {"channels": self.channels(), "again": {"初次": now["first"], "重复": now["repeat"]}, "fields": self.fields()}
        found = {name: suppression.hide(cells, now["total"], below) for name, cells in whole.items()}
        if all(total is not None for _cells, total in found.values()):
            return {name: cells for name, (cells, _total) in found.items()}, now["total"]
        return {name: dict.fromkeys(cells) for name, cells in whole.items()}, None

    def counts(self, below=OUTSIDE) -> list:
        """`below`: the least number that is shown."""
        now = self.overall()
        tables, total = self.tables(now, below)
        rows = [("信访总量（件）", total)]
        rows += [(f"其中：{label}", value) for name in ("channels", "again") for label, value in tables[name].items()]
        rows += [("其中：集体来访（批）", suppression.part(now["crowds"], now["total"], below))]
        rows += [("本期办结（件）", suppression.alone(self.closed(), below))]
        if now["taken_over"]:
            rows += [("另：接收原系统的历史事项（件）", suppression.alone(now["taken_over"], below))]
        return [{"label": label, "value": shown(value)} for label, value in rows]

    def with_before(self, rows: list, before: list) -> list:
        was = {row["label"]: row["value"] for row in before}
        return [row | {"before": was.get(row["label"], "—")} for row in rows]

    def field_rows(self, below=OUTSIDE) -> list:
        cells = self.tables(self.overall(), below)[0]["fields"]
        return [{"label": label, "value": shown(value)} for label, value in cells.items()] or [{"label": "—", "value": "0"}]

    def complained_rows(self, below=OUTSIDE) -> list:
        """Only organs with many: that an organ has few is nobody's business, and no row says so."""
        many = [(organ, number) for organ, number in self.complained().items() if number >= below][:MOST_ORGANS]
        return [{"label": organ, "value": shown(number)} for organ, number in many] or [
            {"label": "没有达到列明标准的机关、单位", "value": "—"}
        ]

    def routing_rows(self, below=OUTSIDE) -> list:
        """What was sent on are people's matters. Orders are the bureau's own acts towards organs: art. 41 asks for them, and they tell of nobody."""
        sent, demanded = self.sent(), self.demanded()
        rows = [("转送（件）", sent.get(Transfer.Kind.TRANSFER, 0)), ("交办（件）", sent.get(Transfer.Kind.ASSIGN, 0))]
        rows = [{"label": label, "value": shown(suppression.alone(number, below))} for label, number in rows]
        return rows + [{"label": label, "value": shown(demanded.get(kind, 0))} for kind, label in SUPERVISED.items()]

    def suggestion_rows(self) -> list:
        """Own acts as well: how many of each kind, and how many were adopted."""
        made, adopted = self.demanded(), self.adopted()
        return [
            {"label": label, "made": shown(made.get(kind, 0)), "adopted": shown(adopted.get(kind, 0))}
            for kind, label in SUGGESTIONS.items()
        ]

    def annual(self) -> dict:
        """The four blocks of art. 41, but for their words."""
        before = self.a_year_before()
        return {
            "counts": self.with_before(self.counts(), before.counts()), "fields": self.field_rows(), "complained": self.complained_rows(),
            "routing": self.routing_rows(), "suggestions": self.suggestion_rows(),
        }  # fmt: skip


def _last_year(day):
    """The same day a year before; the last of February for its twenty-ninth."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
