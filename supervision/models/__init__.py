from .escalation import Escalation

__all__ = ["Escalation"]
