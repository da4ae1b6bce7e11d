"""The step by which the history of a petition proves that it was supervised (art. 40)."""

from .step import step


class Supervising:
    @step
    def note_supervision(self, act, *, demand, deed, number=""):
        """What was demanded of the organ that has or had it, and what came of that: kind, deed and number of the paper, never a word of it.

        The demand itself lies on the floor above, which takes this step in the same transaction.
        """
        act.details = {"demand": demand, "deed": deed} | ({"demand_number": number} if number else {})
