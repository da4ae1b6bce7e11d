"""Which column of a strange table says what?"""

import re
import unicodedata
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import cells
from .sheet import BadSheet

# Field: its words for people, and the headings under which other systems write it (compared without spaces, case and width).
FIELDS = {
    "number": (gettext_lazy("number there"), "留言编号 编号 id 序号 信访编号 信访件编号 信访事项编号 件号 来信编号 诉求编号 工单编号 受理编号 登记编号 no number"),
    "received": (gettext_lazy("received at"), "留言时间 时间 来信日期 来信时间 来访日期 来访时间 来电时间 受理时间 登记时间 登记日期 收到日期 收件日期 信访日期 信访时间 提交时间 投诉时间 诉求时间 反映时间 创建时间 日期 date received"),
    "subject": (gettext_lazy("subject"), "留言主题 标题 主题 留言标题 概要 事由 信访事项 信访主题 诉求标题 投诉标题 subject title"),
    "text": (gettext_lazy("text"), "留言详情 投诉件内容 内容 详情 留言内容 信访内容 投诉内容 诉求内容 反映内容 主要内容 反映问题 事实 正文 text content"),
    "name": (gettext_lazy("petitioner"), "留言用户 姓名 信访人 信访人姓名 用户 留言人 投诉人 反映人 来信人 来访人 来电人 诉求人 name petitioner"),
    "anonymous": (gettext_lazy("anonymous or not"), "匿名(1)/实名(0) 是否匿名 匿名 实名 是否实名 anonymous"),
    "phone": (gettext_lazy("telephone"), "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 来电号码 phone"),
    "paper": (gettext_lazy("number of the paper"), "证件号码 身份证号 身份证号码 证件号 身份证"),
    "address": (gettext_lazy("address"), "地址 住址 家庭住址 联系地址 通讯地址 信访人地址 address"),
    "email": (gettext_lazy("e-mail"), "邮箱 电子邮箱 电子邮件 email e-mail"),
    "channel": (gettext_lazy("channel"), "信息来源 渠道 来源 信访形式 信访渠道 来源渠道 诉求来源 受理渠道 channel source"),
    "kind": (gettext_lazy("kind"), "性质 类型 信访类型 诉求类型 信访目的 事项类别 问题性质 件类型 kind type"),
    "category1": (gettext_lazy("category"), "一级分类 分类 问题类别 内容分类 一级标签 category"),
    "category2": (gettext_lazy("second category"), "二级分类 二级标签"),
    "category3": (gettext_lazy("third category"), "三级分类 三级标签"),
    "place": (gettext_lazy("place of the matter"), "问题属地 属地 发生地 发生地点 事发地 事发地址 地点 问题发生地 place"),
    "claims": (gettext_lazy("claims"), "诉求 信访诉求 具体诉求 请求 claims"),
    "headcount": (gettext_lazy("people"), "人数 信访人数 来访人数 涉及人数"),
    "reply": (gettext_lazy("reply"), "答复意见 回复 回复1 答复 答复内容 回复内容 办理结果 处理结果 办理意见 处理意见 反馈内容 reply"),
    "replied": (gettext_lazy("replied at"), "答复时间 回复时间 答复日期 回复日期 办结时间 办结日期 反馈时间 replied"),
    "organ": (gettext_lazy("handling organ"), "承办单位 责任单位 办理单位 处理单位 去向 转办单位 承办部门 办理部门"),
    "transferred": (gettext_lazy("transferred on"), "转办日期 转办时间 转送日期 转送时间 交办日期 交办时间"),
    "accepted": (gettext_lazy("accepted on"), "受理日期 受理告知日期"),
    "due": (gettext_lazy("due on"), "办理期限 办结期限 限办日期 截止日期 到期日 限期 due"),
}  # fmt: skip
DATES = ("received", "replied", "transferred", "accepted", "due")
PRIVATE = ("phone", "paper", "address", "email")  # kept encrypted with the person and nowhere else
HEADINGS_WITHIN = 20  # rows: titles and notes stand above the headings


def plain(heading) -> str:
    return re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", str(heading))).lower()


MEANINGS = {plain(heading): name for name, (_words, headings) in FIELDS.items() for heading in headings.split(" ")}


@dataclass
class Plan:
    """How the rows of one sheet are read: where the headings stand, which column holds which field, how its dates are written."""

    line: int
    headings: list
    places: dict
    month_first: dict = field(default_factory=dict)  # field: is the month the first number of 12/08/2016?
    is_board: bool = False  # a message board's export: what came, came online

    @classmethod
    def of(cls, sheet, chosen=None, *, is_complete=False) -> "Plan":
        """`chosen`: {field: heading}, which wins over what the headings say, or alone holds where it is complete. Raises BadSheet."""
        chosen = {name: heading for name, heading in (chosen or {}).items() if heading}
        for name in chosen:
            if name not in FIELDS:
                raise BadSheet(_("“%(name)s” is no field. The fields are: %(fields)s.") % {"name": name, "fields": ", ".join(FIELDS)})
        line, headings, places = _headings(sheet, {plain(heading) for heading in chosen.values()})
        places = {} if is_complete else places
        for name, heading in chosen.items():
            place = next((place for place, known in enumerate(headings) if plain(known) == plain(heading)), None)
            if place is None:
                raise BadSheet(
                    _("There is no column “%(heading)s”. The columns are: %(headings)s.")
                    % {"heading": heading, "headings": ", ".join(filter(None, headings))}
                )
            places = {other: where for other, where in places.items() if where != place} | {name: place}
        if "accepted" in places and "received" not in places and not chosen.get("accepted"):
            places["received"] = places.pop("accepted")  # 受理日期 alone is the day of arrival
        for needed in ("received", "text"):
            if needed not in places and not (needed == "text" and "subject" in places):
                raise BadSheet(
                    _("No column was recognised for “%(field)s” (%(name)s). The columns are: %(headings)s.")
                    % {"field": FIELDS[needed][0], "name": needed, "headings": ", ".join(filter(None, headings))}
                )
        plan = cls(line, headings, places, is_board=any(plain(heading).startswith("留言") for heading in headings))
        plan.month_first = plan._orders(sheet)
        return plan

    def rows(self, sheet):
        """(line, cells as long as the headings) of every row below the headings."""
        width = len(self.headings)
        for line, values in sheet:
            if line > self.line:
                yield line, [*values[:width], *[""] * (width - len(values))]

    def _orders(self, sheet) -> dict:
        """12/08/2016 may be August or December; a column in which one number is above twelve tells."""
        orders = {name: set() for name in DATES if name in self.places}
        for _line, values in self.rows(sheet):
            for name, found in orders.items():
                if order := cells.order_of(values[self.places[name]]):
                    found.add(order)
        return {
            name: found == {"month"} for name, found in orders.items() if len(found - {"either"}) == 1 for found in [found - {"either"}]
        }


def _headings(sheet, wanted):
    """The row in which most headings are known, among the first rows."""
    best = (0, 0, [], {})
    for count, (line, values) in enumerate(sheet):
        if count >= HEADINGS_WITHIN:
            break
        headings = [cells.words(value).strip() for value in values]
        places = {}
        for place, heading in enumerate(headings):
            name = MEANINGS.get(plain(heading))
            if name and name not in places:
                places[name] = place
        known = len(places) + len(wanted & {plain(heading) for heading in headings if heading})
        if known > best[0]:
            best = (known, line, headings, places)
    if best[0] < 2:
        sentence = _("No row with headings was recognised. The first row has to name the columns, for instance %(example)s.")
        raise BadSheet(sentence % {"example": "标题, 时间, 内容"})
    return best[1:]
