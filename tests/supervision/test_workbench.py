"""Does everybody who watches, and everybody who is watched over, find what waits for them today, and nothing else?"""

from datetime import date

import time_machine

from supervision.workbench import Line, lines
from tests.database import count_queries
from tests.factories import at


def test_what_is_urgent_comes_first_then_what_is_oldest():
    today = date(2026, 6, 22)
    rows = [
        Line("no date", "", "/"),
        Line("next week", "", "/", date(2026, 6, 29)),
        Line("late", "", "/", date(2026, 6, 1)),
        Line("urgent", "", "/", is_urgent=True),
    ]

    assert [line.what for line in sorted(rows, key=lambda line: line.place(today))] == ["urgent", "late", "next week", "no date"]


@time_machine.travel(at(date(2026, 6, 22)), tick=False)
def test_the_workbench_has_a_flat_number_of_questions(cast):
    today = date(2026, 6, 22)
    for _petition in range(2):
        cast.transferred(sent_on=date(2026, 3, 16))
    lines(cast.supervisor, today)  # who stands above is read once in the life of a duty
    with count_queries() as few:
        lines(cast.supervisor, today)
    for _petition in range(8):
        cast.transferred(sent_on=date(2026, 3, 16))
    with count_queries() as many:
        lines(cast.supervisor, today)

    assert len(many) == len(few)
