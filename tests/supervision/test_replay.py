"""Do the rungs of real messages stand where their dates say, case by case, and would a wrong date be noticed?"""

import os
import sys
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from petitions.models import Notice, Petition
from petitions.workflow import taking_over
from reception.importing.rows import Reader
from supervision.models import Escalation, SweepRun
from tests.factories import Cast

pytestmark = pytest.mark.django_db
HEADINGS = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间", "可解释性"]
ROWS = [
    [1, "甲", "路灯", "2019/1/2 16:03:40", "路灯不亮半年", "已修复", "2019/1/9 9:49:10", 1],  # answered in a week: no rung
    [
        2,
        "乙",
        "井盖",
        "2019-01-02 08:00:00",
        "井盖丢失",
        "已补",
        "2019-03-02 10:00:00",
        1,
    ],  # sixty days end on 3 March, a Sunday: amber since the first
    [3, "丙", "停水", "2019/1/2 9:00:00", "停水三天", "已通", "2019/3/3 10:00:00", 1],  # on the last day of the law
    [4, "丁", "噪音", "2019/1/2 9:00:00", "夜间施工", "已停", "2019/3/5 10:00:00", 1],  # one day late
    [5, "戊", "拖欠", "2019/1/2 9:00:00", "拖欠工资", "已付", "2019/4/4 10:00:00", 1],  # a month late
    [6, "己", "征地", "2019/1/5 9:00:00", "征地补偿", "", "", 0],  # never answered
    [6, "己", "征地", "2019/1/5 9:00:00", "征地补偿", "", "", 0],
    [7, "庚", "坏行", "", "没有时间", "", "", 0],
]


@pytest.fixture
def messages(tmp_path):
    path = tmp_path / "messages.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for line, row in enumerate([HEADINGS, *ROWS]):
            page.write_row(line, 0, row)
    return path


def replay(path, capsys):
    try:
        call_command("replay_messages", str(path))
        code = 0
    except SystemExit as ended:
        code = ended.code
    return code, capsys.readouterr().out


def numbers(out):
    """rung → how many, as the product reached them."""
    return {line.split()[0]: int(line.split()[2]) for line in out.splitlines() if " reached " in line and not line.startswith(" ")}


def test_each_case_stands_on_the_rungs_that_its_dates_say_and_nothing_is_left_behind(messages, capsys):
    code, out = replay(messages, capsys)

    assert (code, out.splitlines()[-1]) == (0, "differences 0"), out
    assert out.startswith("rows 8, left out 2, cases 6, days 93, notices 0")
    assert numbers(out) == {"SOON": 4 + 1, "LAST_DAY": 3 + 1, "LATE": 2 + 1, "LATE_7": 1 + 1, "LATE_30": 1}
    assert (Petition.objects.count(), Escalation.objects.count(), Notice.objects.count(), SweepRun.objects.count()) == (0, 0, 0, 0)


def shift_one_case(monkeypatch, line, days):
    """The product takes one message over with another day than the file says."""
    read = Reader.matter

    def shifted(self, number, values):
        matter = read(self, number, values)
        if number == line:
            matter.contact.received_at += timedelta(days=days)
        return matter

    monkeypatch.setattr(Reader, "matter", shifted)


def test_one_case_that_came_a_day_later_is_a_difference(messages, capsys, monkeypatch):
    shift_one_case(monkeypatch, 6, 1)

    code, out = replay(messages, capsys)

    assert code == 1
    assert "  line 6: LAST_DAY on 2019-03-03, from the dates, not reached" in out
    assert "  line 6: LAST_DAY on 2019-03-04, reached, not from the dates" in out
    assert "line 5:" not in out


def test_a_rule_that_counts_other_days_is_a_difference(messages, capsys, monkeypatch):
    given = taking_over._given_clock

    def generous(matter, petition):
        clock = given(matter, petition)
        clock.rolled_on += timedelta(days=1)
        return clock

    monkeypatch.setattr(taking_over, "_given_clock", generous)

    assert replay(messages, capsys)[0] == 1


def test_an_office_that_works_is_left_alone(messages):
    Cast().transferred()

    with pytest.raises(CommandError, match="has petitions"):
        call_command("replay_messages", str(messages))


def test_a_file_that_cannot_be_read_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("replay_messages", str(tmp_path / "none.xlsx"))


@pytest.mark.skipif("REPLAY_FILE" not in os.environ, reason="REPLAY_FILE names no file of real messages")
def test_the_real_messages(capsys):
    code, out = replay(os.environ["REPLAY_FILE"], capsys)
    with capsys.disabled():
        sys.stdout.write(out)
    assert code == 0


@pytest.mark.skipif("REPLAY_FILE" not in os.environ, reason="REPLAY_FILE names no file of real messages")
def test_one_shifted_case_among_the_real_messages_is_noticed(capsys, monkeypatch):
    shift_one_case(monkeypatch, 4, -1)

    code, out = replay(os.environ["REPLAY_FILE"], capsys)

    assert code == 1
    assert {line.split(":")[0] for line in out.splitlines() if line.startswith("  line")} == {"  line 4"}
