"""The step by which a petitioner says how content they are with an answer, and whether it solved anything."""

from django.utils.translation import gettext as _

from petitions import evaluating
from petitions.models.evaluation import Evaluation

from .step import StepNotOpen, step


class Evaluating:
    @step
    def evaluate(self, act, *, side, grade, solved, words="", is_from_own_network=False):
        """评价: once for the bureau and once for the organ; it moves nothing, and nobody can take it back or ask for another one."""
        organ = evaluating.left(self, act.on).get(side)
        if organ is None:
            raise StepNotOpen(_("There is nothing to rate here any more."))
        act.write(
            Evaluation(
                petition=self, side=side, organ=organ, grade=grade, solved=solved, words=words, is_from_own_network=is_from_own_network,
                rated_on=act.on,
            )
        )  # fmt: skip
        act.details = {"side": side, "grade": grade, "solved": solved}
