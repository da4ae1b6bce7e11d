# ruff: noqa: I001 - the petition comes last: its steps write all the other rows
from .event import Event, append_only
from .clock import Clock, Pause
from .contact import Arrival, Channel, Contact
from .document import Document, DocumentSeries, Service, ServiceMode
from .evidence import Evidence
from .notice import Notice
from .party import Claim, Involvement, Party
from .proceeding import ClaimResult, Extension, Finding, Proceeding, Proposal, Track
from .transfer import Objection, Transfer
from .petition import Category, ClosureType, Finality, Petition, PetitionClass

__all__ = [
    "Arrival", "Category", "Channel", "Claim", "ClaimResult", "Clock", "ClosureType", "Contact", "Document", "DocumentSeries", "Event",
    "Evidence", "Extension", "Finality", "Finding", "Involvement", "Notice", "Objection", "Party", "Pause", "Petition", "PetitionClass",
    "Proceeding", "Proposal", "Service", "ServiceMode", "Track", "Transfer", "append_only",
]  # fmt: skip
