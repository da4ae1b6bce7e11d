"""How does a method become a step? Its row in the table gives sources, target and name; django-fsm keeps them."""

from django_fsm import transition

from .states import STEPS


class StepNotOpen(Exception):
    """The step cannot be taken here and now; `explain()` says why, in words for the officer, `field` which input it hangs on."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.field = field

    def explain(self):
        return str(self.args[0])


def step(method):
    """A step of the table: it sets fields, starts and stops clocks and writes rows through `act`; it never saves, mails or commits."""
    row = STEPS[method.__name__]
    return transition(field="state", source=[str(state) for state in row.sources], target=str(row.to) if row.to else None)(method)
