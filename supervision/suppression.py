"""Which figures of a table may stand in a paper, so that no small number can be read, or computed, from it?"""

OUTSIDE, INSIDE = 10, 5  # decisions.md 18: hidden below, in what is published and in what stays inside
HIDDEN = "＊"


def hide(cells: dict, total: int, below: int) -> tuple[dict, int | None]:
    """The cells of a table that add up to its total, and the total; None in place of what is not shown.

    Whoever knows the total and what is shown knows the sum of what is hidden. So more is hidden, the smallest first, until each hidden cell
    could be anything within a range of that width: two cells at least, and room enough for all of them together.
    """
    if 0 < total < below:
        return dict.fromkeys(cells), None
    hidden = {key for key, value in cells.items() if 0 < value < below}
    if not hidden:
        return dict(cells), total
    for key in sorted((key for key in cells if key not in hidden), key=lambda key: (cells[key] == 0, cells[key])):
        if _is_safe(cells, hidden, below):
            break
        hidden.add(key)
    shown = {key: None if key in hidden else value for key, value in cells.items()}
    return shown, total if _is_safe(cells, hidden, below) else None


def _is_safe(cells, hidden, below):
    room = sum(cells[key] for key in hidden) - sum(cells[key] > 0 for key in hidden)
    return len(hidden) >= 2 and (room >= below - 1 or (any(cells[key] == 0 for key in hidden) and room >= 1))


def part(value: int, total: int, below: int) -> int | None:
    """A share of a total that is shown: what is left of the total may be small as well."""
    return None if 0 < value < below or 0 < total - value < below else value


def alone(value: int, below: int) -> int | None:
    return None if 0 < value < below else value


def shown(value) -> str:
    return HIDDEN if value is None else f"{value:,}"
