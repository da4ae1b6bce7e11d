"""Can a small number be read, or computed, from what is shown?"""

import itertools

from hypothesis import given
from hypothesis import strategies as some

from supervision.suppression import alone, hide, part, shown


def test_small_numbers_are_hidden_and_so_is_what_would_give_them_away():
    assert hide({"a": 40, "b": 60}, 100, 10) == ({"a": 40, "b": 60}, 100)
    assert hide({"a": 3, "b": 60, "c": 80}, 143, 10) == ({"a": None, "b": None, "c": 80}, 143)  # 143 − 80 − 60 would be 3
    assert hide({"a": 3, "b": 4, "c": 80}, 87, 10) == ({"a": None, "b": None, "c": None}, 87)  # 7 in two cells is next to nothing
    assert hide({"a": 3, "b": 4}, 7, 10) == ({"a": None, "b": None}, None)
    assert hide({"a": 0, "b": 60}, 60, 10) == ({"a": 0, "b": 60}, 60)
    assert hide({"a": 9, "b": 1}, 10, 10)[1] is None
    assert hide({"a": 9, "b": 1, "c": 0}, 10, 10) == ({"a": None, "b": None, "c": None}, 10)
    assert (part(4, 50, 10), part(46, 50, 10), part(20, 50, 10), part(0, 50, 10)) == (None, None, 20, 0)
    assert (alone(9, 10), alone(10, 10), alone(0, 10)) == (None, 10, 0)
    assert (shown(None), shown(1204)) == ("＊", "1,204")


@given(some.lists(some.integers(0, 14), min_size=1, max_size=4))
def test_whoever_knows_the_rest_cannot_compute_a_hidden_cell(numbers):
    """Every other table that would be shown in the same way is tried: a hidden cell is different in one of them."""
    cells = dict(enumerate(numbers))
    shown_cells, total = hide(cells, sum(numbers), 10)

    assert all(value is None or value == 0 or value >= 10 for value in shown_cells.values())
    hidden = [key for key, value in shown_cells.items() if value is None]
    if not hidden or total is None:
        return
    left = total - sum(value for value in shown_cells.values() if value is not None)
    others = [guess for guess in itertools.product(range(left + 1), repeat=len(hidden)) if sum(guess) == left]
    for place in range(len(hidden)):
        assert len({guess[place] for guess in others}) > 1
