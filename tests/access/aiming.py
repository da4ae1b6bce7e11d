"""Do these cells and addresses answer as the matrix says? Asked of the code in this folder and of an office that stands already.

Reads {database, kept, aims} from standard input; ends with 7 at the first wrong answer and names it, with 0 when everything is as written.
An aim is "actor kind action" or "method route actor kind".
"""

import json
import sys

import django
from django.test.utils import setup_test_environment


def first_fault(aims, town):
    # The models come after django.setup().
    from tests.access.actors import ACTORS, KINDS, undone  # noqa: PLC0415
    from tests.access.looks import ACTIONS, HIDDEN, Looker, cells  # noqa: PLC0415
    from tests.access.walks import Walk  # noqa: PLC0415

    matrix, walk = cells(), Walk(town)
    everything = [f"{actor} {kind} {action}" for actor in ACTORS for kind in KINDS for action in ACTIONS]
    for aim in aims or everything:
        words = aim.split()
        with undone():
            if words[0] in ("get", "post"):
                method, name, actor, kind = words
                seen, wanted = walk.answer(name, actor, kind, method), walk.expected(name, actor, kind, method)
                is_right = seen in wanted
            else:
                actor, kind, action = words
                seen, wanted = Looker(town, actor, kind).see(action), matrix[actor, kind, action]
                is_right = seen == wanted or (seen == "no" and wanted in HIDDEN)
        if not is_right:
            return f"{aim}: {seen}, not {wanted}"
    return ""


def main():
    asked = json.load(sys.stdin)
    django.setup()
    setup_test_environment()
    from tests.access.actors import Town, opened, wall_down  # noqa: PLC0415

    with opened(asked["database"]), wall_down():
        fault = first_fault(asked["aims"], Town(asked["kept"]))
    if fault:
        print(fault)  # noqa: T201 - the answer to the process that asks
    sys.exit(7 if fault else 0)


if __name__ == "__main__":
    main()
