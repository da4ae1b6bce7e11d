from .escalation import Escalation
from .stray_look import StrayLook

__all__ = ["Escalation", "StrayLook"]
