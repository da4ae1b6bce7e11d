"""What does a full payload of each official paper look like?"""

from . import casework, procedure, supervision
from .scene import CLAIMS

__all__ = ["CLAIMS", "SAMPLES"]

SAMPLES = casework.SAMPLES | procedure.SAMPLES | supervision.SAMPLES
