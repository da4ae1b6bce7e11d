"""How does a method become a step? Its row in the table gives sources, target and name; django-fsm keeps them."""

from django_fsm import RETURN_VALUE, transition

from .states import STEPS


class StepNotOpen(Exception):
    """The step cannot be taken here and now; `explain()` says why, in words for the officer, `field` which input it hangs on."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.field = field

    def explain(self):
        return str(self.args[0])


def step(method):
    """A step of the table: it sets fields, starts and stops clocks and writes rows through `act`; it never saves, mails or commits.

    Where its row leads to several states it returns the one.
    """
    row = STEPS[method.__name__]
    targets = [str(target) for target in row.targets]
    target = RETURN_VALUE(*targets) if len(targets) > 1 else targets[0] if targets else None
    return transition(field="state", source=[str(state) for state in row.sources], target=target)(method)
