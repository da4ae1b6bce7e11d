"""Spreadsheets of other systems: what is read, what is refused, and that a second run changes nothing."""

import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Role
from petitions.models import Category, Clock, Contact, Document, Notice, Party, Petition
from petitions.workflow import State
from reception.importing import cells, look_through, open_sheet, sheet, take
from tests.factories import make_duty

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADINGS = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间", "点赞数"]
ANSWERED = [2554, "甲用户", "路灯不亮", "2019/4/24 16:03:40", "\t路灯\n不亮　半年。", "您好！已修复。", "2019/5/9 9:49:10", 3]
OPEN = [2555, "乙用户", "井盖丢失", "2019-04-25 08:00:00", "井盖丢失一周。", "", "", 0]


@pytest.fixture
def make_xlsx(tmp_path):
    def make(rows, headings=HEADINGS, name="file.xlsx", titles=()):
        path = tmp_path / name
        with xlsxwriter.Workbook(
            path, {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
        ) as book:
            page = book.add_worksheet()
            for line, row in enumerate([*titles, headings, *rows]):
                page.write_row(line, 0, row)
        return path

    return make


@pytest.fixture
def make_csv(tmp_path):
    def make(text, encoding="utf-8", name="file.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make


def read(path, cast, **how):
    return look_through(open_sheet(path), organ=cast.bureau, **how)


def run(path, cast, **how):
    return take(open_sheet(path), organ=cast.bureau, **how)


def errors(report):
    return dict(report.errors)


# ── What a row becomes ──


def test_an_answered_row_is_closed_elsewhere_with_its_days_to_reply(make_xlsx, cast):
    report = run(make_xlsx([ANSWERED]), cast, by=cast.clerk)

    petition, contact = Petition.objects.get(), Contact.objects.get()
    assert (report.new, report.closed, report.open, report.bad) == (1, 1, 0, 0)
    assert (petition.state, petition.closed_on, petition.days_to_reply, petition.closure_type) == (
        State.CLOSED,
        date(2019, 5, 9),
        15,
        "CLOSED_ELSEWHERE",
    )
    assert (petition.is_taken_over, petition.first_receiver, petition.holder_organ, petition.received_on) == (
        True,
        None,
        cast.bureau,
        date(2019, 4, 24),
    )
    assert contact.received_at == datetime(2019, 4, 24, 16, 3, 40, tzinfo=SHANGHAI)
    assert (contact.subject, contact.text, contact.channel) == ("路灯不亮", "路灯\n不亮　半年。", "ONLINE")
    assert contact.source_row == {
        "line": 2, "number": "2554", "reply": "您好！已修复。", "replied": "2019/5/9 9:49:10",
        "columns": {"留言用户": "甲用户", "留言主题": "路灯不亮", "留言时间": "2019/4/24 16:03:40", "点赞数": "3"},
    }  # fmt: skip
    assert [(party.name, party.role) for party in petition.parties.all()] == [("甲用户", "PETITIONER")]


def test_nothing_is_invented_and_nobody_is_told(make_xlsx, cast):
    run(make_xlsx([ANSWERED, OPEN]), cast, by=cast.clerk)

    assert [event.step for petition in Petition.objects.order_by("id") for event in petition.events.all()] == [
        "take_over_closed",
        "take_over_open",
    ]
    assert (Notice.objects.count(), Document.objects.count()) == (0, 0)
    assert [(line.history_change_reason, line.history_type, line.history_user, line.state) for line in Petition.history.order_by("id")] == [
        ("take_over", "+", cast.clerk.officer, "CLOSED"), ("take_over", "+", cast.clerk.officer, "TRIAGE")
    ]  # fmt: skip
    assert not any(petition.claims.exists() for petition in Petition.objects.all())


def test_an_unanswered_row_is_open_and_its_clock_says_that_nothing_is_known(make_xlsx, cast):
    run(make_xlsx([OPEN]), cast)

    petition, clock = Petition.objects.get(), Clock.objects.get()
    assert (petition.state, petition.due_on, petition.days_to_reply, petition.closed_on) == (State.TRIAGE, None, None, None)
    assert (clock.rule, clock.result) == ("C01", "NA")
    assert clock.reason


def test_a_reply_without_a_day_closes_without_a_day(make_xlsx, cast):
    report = run(make_xlsx([[*ANSWERED[:6], "", 0]]), cast)

    petition = Petition.objects.get()
    assert report.undated == 1
    assert (petition.state, petition.closed_on, petition.days_to_reply) == (State.CLOSED, None, None)


def test_an_accusation_is_sealed_on_the_way_in(make_xlsx, cast):
    report = run(make_xlsx([["举报", "2019-01-02", "某人受贿", "内容"]], ["性质", "时间", "标题", "内容"]), cast)

    petition = Petition.objects.get()
    assert report.accusations == 1
    assert (petition.is_sealed, petition.petition_class) == (True, "ACCUSATION")
    assert not Petition.objects.visible_to(cast.clerk).exists()
    assert Petition.objects.visible_to(cast.accusation_officer).get() == petition


def test_an_open_matter_keeps_the_clock_that_the_file_gives(make_xlsx, cast):
    headings = ["标题", "时间", "内容", "承办单位", "转办日期", "受理日期", "办理期限"]
    rows = [
        ["一", "2026-03-02", "内容", "江城市水利局", "2026-03-04", "", ""],
        ["二", "2026-03-02", "内容", "市水利局", "2026-03-04", "2026-03-09", ""],
        ["三", "2026-03-02", "内容", "不认识的单位", "", "", "2026-06-01"],
    ]
    report = run(make_xlsx(rows, headings), cast)

    found = {petition.subject: petition for petition in Petition.objects.all()}
    assert {
        subject: (petition.state, petition.holder_organ.short_name, petition.due_rule, petition.due_on)
        for subject, petition in found.items()
    } == {
        "一": ("PENDING_NOTICE", "市水利局", "C03", date(2026, 3, 19)),
        "二": ("HANDLING", "市水利局", "C06", date(2026, 5, 8)),
        "三": ("TRIAGE", "市信访局", "C01", date(2026, 6, 1)),
    }
    assert report.unknown_organs == {"不认识的单位": 1}
    assert Contact.objects.get(subject="三").source_row["columns"]["承办单位"] == "不认识的单位"
    assert set(Petition.objects.visible_to(cast.water_liaison)) == {found["一"], found["二"]}


def test_identity_is_encrypted_with_the_person_and_stands_nowhere_else(make_xlsx, cast):
    headings = ["信访人", "联系电话", "证件号码", "地址", "标题", "来信日期", "内容"]
    run(make_xlsx([["王秀英", 13800000001, "11010519491231002x", "东湖区一里", "漏水", "2019年3月2日", "内容"]], headings), cast)

    person, contact = Party.objects.get(), Contact.objects.get()
    assert (person.name, person.phone, person.paper_number, person.paper, person.address) == (
        "王秀英",
        "13800000001",
        "11010519491231002X",
        "RESIDENT_ID",
        "东湖区一里",
    )
    assert contact.source_row["columns"] == {"信访人": "王秀英", "标题": "漏水", "来信日期": "2019年3月2日"}
    assert Petition.objects.same_person(phone_index=person.phone_index).get() == contact.petitions.get()


def test_a_column_that_says_anonymous_or_not_may_hold_the_name(make_xlsx, cast):
    headings = ["标题", "时间", "内容", "匿名(1)/实名(0)"]
    run(
        make_xlsx(
            [
                ["一", "2019-01-02", "内容", 1],
                ["二", "2019-01-02", "内容", 0],
                ["三", "2019-01-02", "内容", "匿名"],
                ["四", "2019-01-02", "内容", "林先生"],
            ],
            headings,
        ),
        cast,
    )

    assert [(petition.subject, [party.name for party in petition.parties.all()]) for petition in Petition.objects.order_by("subject")] == [
        ("一", []),
        ("三", []),
        ("二", []),
        ("四", ["林先生"]),
    ]


def test_channels_and_classes_are_read_from_their_words(make_xlsx, cast):
    headings = ["标题", "时间", "内容", "信息来源", "性质"]
    words = [("网站", "投诉"), ("12345app", "咨询"), ("电话", "建议"), ("来访", "求助"), ("来信", "举报"), ("短信", "其他"), ("", "")]
    run(make_xlsx([[str(number), "2019-01-02", "内容", *pair] for number, pair in enumerate(words)], headings), cast, channel="PHONE")

    found = [(petition.channel, petition.petition_class) for petition in Petition.objects.order_by("subject")]
    assert found == [
        ("ONLINE", "CLAIM"),
        ("ONLINE", ""),
        ("PHONE", "SUGGESTION"),
        ("VISIT", "CLAIM"),
        ("LETTER", "ACCUSATION"),
        ("OTHER", ""),
        ("PHONE", ""),
    ]


def test_a_category_is_found_by_its_path(make_xlsx, cast):
    town = Category.objects.get_or_create(path="测试建设", defaults={"name": "测试建设"})[0]
    housing = Category.objects.create(name="测试住房", path="测试建设/测试住房", parent=town)
    headings = ["标题", "时间", "内容", "一级分类", "二级分类"]
    report = run(
        make_xlsx(
            [
                ["一", "2019-01-02", "内容", "测试建设", "测试住房"],
                ["二", "2019-01-02", "内容", "测试建设", "没有"],
                ["三", "2019-01-02", "内容", "没有", ""],
            ],
            headings,
        ),
        cast,
    )

    assert [petition.category for petition in Petition.objects.order_by("subject")] == [housing, None, town]
    assert report.unknown_categories == {"没有": 1}


def test_a_long_subject_is_cut_and_stands_whole_in_the_row(make_xlsx, cast):
    run(make_xlsx([[1, "", "长" * 200, "2019-01-02", "内容", "", "", ""]]), cast)

    contact = Contact.objects.get()
    assert (len(contact.subject), contact.subject[-1]) == (120, "…")
    assert contact.source_row["columns"]["留言主题"] == "长" * 200


# ── Once and only once ──


def test_a_second_run_changes_nothing_also_under_another_name_and_with_more_rows(make_xlsx, cast):
    run(make_xlsx([ANSWERED, OPEN]), cast)
    again = run(make_xlsx([ANSWERED, OPEN], name="renamed.xlsx"), cast)
    more = run(make_xlsx([[2556, *OPEN[1:]], OPEN, ANSWERED], name="longer.xlsx"), cast)

    assert (again.new, again.known) == (0, 2)
    assert (more.new, more.known) == (1, 2)
    assert Petition.objects.count() == 3


def test_the_same_number_with_another_text_is_another_row(make_xlsx, cast):
    report = run(make_xlsx([OPEN, [*OPEN[:4], "另一件事。", "", "", 0], OPEN]), cast)

    assert (report.new, report.again) == (2, 1)


def test_likes_that_grew_do_not_make_a_new_petition(make_xlsx, cast):
    run(make_xlsx([OPEN]), cast)

    assert run(make_xlsx([[*OPEN[:7], 99]]), cast).new == 0


# ── All or nothing ──


def test_one_bad_row_stops_everything_and_is_named_by_its_line(make_xlsx, cast):
    bad = [
        [1, "", "主题", "", "内容", "", "", ""],
        [2, "", "主题", "去年夏天", "内容", "", "", ""],
        [3, "", "", "2019-01-02", "", "", "", ""],
        [4, "", "主题", "2019-02-30", "内容", "", "", ""],
        [5, "", "主题", "2019-05-01", "内容", "答复", "2019-04-30", ""],
        [6, "", "主题", (timezone.localdate() + timedelta(days=2)).isoformat(), "内容", "", "", ""],
        [7, "名" * 81, "主题", "2019-01-02", "内容", "", "", ""],
        [8, "", "主题", "1900-01-02", "内容", "", "", ""],
    ]
    report = run(make_xlsx([ANSWERED, *bad, OPEN]), cast)

    assert sorted(errors(report)) == [3, 4, 5, 6, 7, 8, 9, 10]
    assert (report.bad, report.new, Petition.objects.count()) == (8, 0, 0)


def test_a_bad_row_at_the_end_undoes_what_was_written_before(make_xlsx, cast):
    rows = [[number, *OPEN[1:]] for number in range(700)]
    report = run(make_xlsx([*rows, [*OPEN[:3], "从来没有", *OPEN[4:]]]), cast)

    assert list(errors(report)) == [702]
    assert Petition.objects.count() == 0


def test_missing_optional_cells_are_no_error(make_xlsx, cast):
    report = run(make_xlsx([["", "", "", "2019-01-02", "只有内容。\n第二行", "", "", ""]]), cast)

    assert (report.bad, report.new) == (0, 1)
    assert Contact.objects.get().subject == "只有内容。"


# ── How things are written ──


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2020/1/6 12:09:38", (2020, 1, 6, 12, 9, 38)),
        ("2017-06-08 17:31:20", (2017, 6, 8, 17, 31, 20)),
        ("2017-06-08T17:31", (2017, 6, 8, 17, 31)),
        ("2019年3月2日", (2019, 3, 2)),
        ("2019年3月2日 下午3:05", (2019, 3, 2, 15, 5)),
        ("２０１９．３．２", (2019, 3, 2)),
        ("20190302", (2019, 3, 2)),
        ("20190302170509", (2019, 3, 2, 17, 5, 9)),
        ("  2019/3/2  ", (2019, 3, 2)),
        (43526, (2019, 3, 2)),
        (43526.5, (2019, 3, 2, 12)),
        ("43526", (2019, 3, 2)),
        (date(2019, 3, 2), (2019, 3, 2)),
        (datetime(2019, 3, 2, 8, 30), (2019, 3, 2, 8, 30)),  # noqa: DTZ001 - what a spreadsheet gives
    ],
)
def test_moments_are_read_in_every_spelling(cell, moment):
    assert cells.moment(cell) == datetime(*moment, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "cell", ["昨天", "2019-13-01", "2019-02-30", "0000-00-00", "2019-01-01 25:00", "12", 7, "²", "1e5", "2019-01-01x", "99999999", "٣"]
)
def test_what_is_no_moment_is_said_so(cell):
    with pytest.raises(cells.BadCell):
        cells.moment(cell)


def test_whether_the_month_stands_first_is_learnt_from_the_column(make_xlsx, cast):
    headings = ["标题", "时间", "内容"]
    run(make_xlsx([["一", "12/08/2016", "内容"], ["二", "11/30/2016", "内容"]], headings), cast)
    day_first = read(make_xlsx([["三", "12/08/2016", "内容"], ["四", "30/11/2016", "内容"]], headings), cast)
    nobody_knows = read(make_xlsx([["五", "12/08/2016", "内容"]], headings), cast)
    both = read(make_xlsx([["六", "30/11/2016", "内容"], ["七", "11/30/2016", "内容"]], headings), cast)

    assert [petition.received_on for petition in Petition.objects.order_by("subject")] == [date(2016, 12, 8), date(2016, 11, 30)]
    assert [report.bad for report in (day_first, nobody_knows, both)] == [0, 1, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_files_of_every_encoding_are_read(make_csv, cast, encoding, delimiter):
    rows = ["标题|时间|内容", '漏水|2019-01-02|"一行,\n两行""引号""; 完"', "||", "路灯|2019-01-03|不亮"]
    report = run(make_csv("\r\n".join(rows).replace("|", delimiter), encoding), cast)

    assert (report.new, report.bad) == (2, 0)
    assert Contact.objects.get(subject="漏水").text == '一行,\n两行"引号"; 完'


def test_lines_are_counted_as_the_reader_of_the_file_sees_them(make_csv, cast):
    report = read(make_csv('标题,时间,内容\n一,2019-01-02,"两\n行"\n二,不知道,内容\n'), cast)

    assert list(errors(report)) == [4]


def test_titles_above_the_headings_are_passed_over(make_xlsx, cast):
    report = run(make_xlsx([OPEN], titles=[["某市留言登记表"], [], ["制表：", "", "2019年"]]), cast)

    assert report.new == 1
    assert Contact.objects.get().source_row["line"] == 5


def test_columns_can_be_named_by_hand(make_xlsx, cast):
    path = make_xlsx([["漏水", "2019-01-02", "内容", "补充"]], ["事情", "哪天", "说了什么", "内容"])

    assert read(path, cast).fault
    report = run(path, cast, chosen={"subject": "事情", "received": "哪天", "text": "说了什么"})

    assert report.new == 1
    assert Contact.objects.get().text == "内容"
    assert read(path, cast, chosen={"colour": "事情"}).fault
    assert read(path, cast, chosen={"subject": "没有这列"}).fault


def test_formulas_and_markup_stay_text(make_csv, cast):
    run(make_csv("标题,时间,内容\n=cmd|' /C calc'!A0,2019-01-02,<script>{{ 7 }}</script>\n"), cast)

    assert (Contact.objects.get().subject, Contact.objects.get().text) == ("=cmd|' /C calc'!A0", "<script>{{ 7 }}</script>")


# ── Files that cannot be read ──


def repacked(path, change):
    """The workbook with one part rewritten."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in source.infolist():
            archive.writestr(item, change(item.filename, source.read(item)))
    path.write_bytes(target.getvalue())
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"PK\x03\x04broken",
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
        b"\xff\xfe\xff",
        b"\x81\xff,\x80",
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)

    with pytest.raises(sheet.BadSheet) as refused:
        list(open_sheet(path))
    assert str(refused.value)


def test_a_file_without_headings_is_refused(make_csv, make_xlsx, cast):
    assert read(make_csv("1,2,3\n4,5,6\n"), cast).fault
    assert read(make_csv("\n"), cast).fault
    assert "留言主题" in read(make_xlsx([["主题"]], ["留言主题", "点赞数", "留言编号"]), cast).fault


def test_a_document_type_is_refused_before_a_parser_sees_it(make_xlsx):
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    path = repacked(make_xlsx([OPEN]), lambda name, part: part.replace(b"<worksheet", entity + b"<worksheet") if "sheet1" in name else part)

    with pytest.raises(sheet.BadSheet):
        open_sheet(path)


def test_a_cell_far_out_is_refused_before_a_parser_makes_room_for_it(make_xlsx):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = repacked(make_xlsx([OPEN]), lambda name, part: part.replace(b"</sheetData>", far) if "sheet1" in name else part)

    with pytest.raises(sheet.BadSheet):
        open_sheet(path)


def test_a_bomb_is_refused_before_it_is_unpacked(make_xlsx, monkeypatch):
    path = repacked(
        make_xlsx([OPEN]),
        lambda name, part: part.replace(b"</sheetData>", b" " * 3_000_000 + b"</sheetData>") if "sheet1" in name else part,
    )
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(sheet, "LARGEST_UNPACKED", 1_000_000)

    with pytest.raises(sheet.BadSheet):
        open_sheet(path)


def test_more_rows_than_can_be_taken_are_refused(make_csv, cast, monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 5)

    assert read(make_csv("标题,时间,内容\n" + "一,2019-01-02,内容\n" * 6), cast).fault


# ── The command ──


def command(path, *more, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_petitions", str(path), *more, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_command_takes_over_for_the_bureau_with_a_desk(make_xlsx, cast):
    path = make_xlsx([ANSWERED, OPEN])

    first, second = command(path)[0], command(path)[0]

    assert "2" in first
    assert second != first
    assert [petition.first_organ for petition in Petition.objects.all()] == [cast.bureau, cast.bureau]


def test_a_dry_run_writes_nothing(make_xlsx, cast):
    command(make_xlsx([ANSWERED]), "--dry-run")

    assert Petition.objects.count() == 0


def test_the_command_names_each_bad_row_and_fails(make_xlsx, cast):
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_petitions", str(make_xlsx([[1, "", "主题", "不知道", "内容", "", "", ""]])), stdout=io.StringIO(), stderr=err)

    assert "2" in err.getvalue().splitlines()[0]
    assert Petition.objects.count() == 0


def test_the_command_maps_columns_and_finds_organs_by_name_or_slug(make_xlsx, cast):
    path = make_xlsx([["漏水", "2019-01-02", "内容"]], ["事情", "哪天", "说了什么"])

    command(path, "--map", "subject=事情", "received=哪天", "--map", "text=说了什么", "--organ", cast.housing.slug)
    command(path, "--map", "subject=事情", "received=哪天", "text=说了什么", "--organ", "市住房和城乡建设局")

    assert Petition.objects.get().first_organ == cast.housing
    for wrong in (["--organ", "没有"], ["--map", "text"], ["--map", "text=没有"]):
        with pytest.raises(CommandError):
            command(path, *wrong)


def test_the_command_asks_which_bureau_where_two_are_equal(make_xlsx, cast):
    make_duty(
        Role.CLERK,
        type(cast.bureau).objects.create(
            name="另一信访局", short_name="另一信访局", kind="BUREAU", level=cast.bureau.level, parent=cast.city, code="另"
        ),
    )

    with pytest.raises(CommandError):
        command(make_xlsx([OPEN]))
    with pytest.raises(CommandError):
        command("/nowhere/file.xlsx")


# ── Real input, where it lies beside the checkout ──

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("name", "rows", "late", "sealed"),
    [("answered-messages.xlsx", 1463, 555, 0), ("city-hotline-appeals.xlsx", 722, 0, 24)],
)
def test_real_files_go_in_whole_and_once(cast, name, rows, late, sealed):
    if not (SHARED / name).exists():
        pytest.skip(f"{name} does not lie beside this checkout")

    first, second = run(SHARED / name, cast), run(SHARED / name, cast)

    assert (first.new, first.bad, second.new, second.known) == (rows, 0, 0, rows)
    assert Petition.objects.filter(days_to_reply__gt=15).count() == late
    assert Petition.objects.filter(is_sealed=True).count() == sealed
