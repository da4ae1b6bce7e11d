# ruff: noqa: I001 - the petition comes last: its steps write all the other rows
from .event import Event, append_only
from .accusation import Identification, Retaliation
from .clock import Clock, Pause
from .contact import Arrival, Channel, Contact
from .document import Document, DocumentSeries, Service, ServiceMode, ToldBy
from .emergency import Emergency
from .evaluation import Evaluation
from .evidence import Evidence
from .file_check import FileCheck, Reconciliation
from .export import Export
from .dispute import Disputant, Dispute
from .link import Link, Shape, Verification
from .look import Look
from .kept_file import KeptFile
from .joint import JointHandling, Meeting, Part, PartAnswer
from .hearing import Hearing, HearingRecord
from .mediation import Mediation
from .note import Addressee, Note, TaskDone
from .notice import Notice
from .party import Claim, Involvement, Party
from .proceeding import ClaimResult, Extension, Finding, Proceeding, Proposal, Track
from .promise import Promise
from .question import Answer, Question
from .queue import Queue
from .recount import RecountLine
from .recusal import Recusal, RecusalLift, RecusalRequest
from .remedy import RemedyDecision, RemedyRequest
from .splitting import ClaimMove
from .transfer import Objection, Transfer
from .urgent import UrgentAddressee, UrgentReceipt, UrgentTask
from .correction import CorrectionOrder
from .volume import ArchiveVolume, Disposal, LegalHold, Retention, VolumeItem
from .withdrawal import Withdrawal
from .clearance import Clearance
from .petition import Category, ClosureType, Finality, Petition, PetitionClass
from .guest import GuestOpinion, Invitation, Pledge, ThirdParty, Withdrawn

__all__ = [
    "Addressee",
    "Answer",
    "ArchiveVolume",
    "Arrival",
    "Category",
    "Channel",
    "Claim",
    "ClaimMove",
    "ClaimResult",
    "Clearance",
    "Clock",
    "ClosureType",
    "Contact",
    "CorrectionOrder",
    "Disposal",
    "Disputant",
    "Dispute",
    "Document",
    "DocumentSeries",
    "Emergency",
    "Evaluation",
    "Event",
    "Evidence",
    "Export",
    "Extension",
    "FileCheck",
    "Finality",
    "Finding",
    "GuestOpinion",
    "Hearing",
    "HearingRecord",
    "Identification",
    "Invitation",
    "Involvement",
    "JointHandling",
    "KeptFile",
    "LegalHold",
    "Link",
    "Look",
    "Mediation",
    "Meeting",
    "Note",
    "Notice",
    "Objection",
    "Part",
    "PartAnswer",
    "Party",
    "Pause",
    "Petition",
    "PetitionClass",
    "Pledge",
    "Proceeding",
    "Promise",
    "Proposal",
    "Question",
    "Queue",
    "Reconciliation",
    "RecountLine",
    "Recusal",
    "RecusalLift",
    "RecusalRequest",
    "RemedyDecision",
    "RemedyRequest",
    "Retaliation",
    "Retention",
    "Service",
    "ServiceMode",
    "Shape",
    "TaskDone",
    "ThirdParty",
    "ToldBy",
    "Track",
    "Transfer",
    "UrgentAddressee",
    "UrgentReceipt",
    "UrgentTask",
    "Verification",
    "VolumeItem",
    "Withdrawal",
    "Withdrawn",
    "append_only",
]  # fmt: skip
