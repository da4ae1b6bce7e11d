from .deduction import ContestFile, Deduction, DeductionDeed
from .demand import Demand, DemandDeed, DemandFile
from .escalation import Escalation
from .inspection import CheckAnswer, InspectedCase, Inspection, InspectionMember
from .inspection_report import InspectionReport, ReportDraft
from .rectification import InspectionFinding, RectificationFile, RectificationReply, RectificationTask, RectificationVerdict
from .report import AnnualDay, Report, ReportReading, ReportSource, ReportStep
from .rung import Deed, Ladder, Rung
from .sample import QualityReview, QualityRuling, Sample, SampleCase
from .scoring_rule import Failing, ScoringRule
from .stray_look import StrayLook
from .sweep_run import SweepFailure, SweepRun
from .warning import WarningCard
from .warning_deed import WarningDeed, WarningEvidence, WarningFile
from .warning_rule import WarningRule
from .year_sheet import SheetRow, YearSheet

__all__ = [
    "AnnualDay",
    "CheckAnswer",
    "ContestFile",
    "Deduction",
    "DeductionDeed",
    "Deed",
    "Demand",
    "DemandDeed",
    "DemandFile",
    "Escalation",
    "Failing",
    "InspectedCase",
    "Inspection",
    "InspectionFinding",
    "InspectionMember",
    "InspectionReport",
    "Ladder",
    "QualityReview",
    "QualityRuling",
    "RectificationFile",
    "RectificationReply",
    "RectificationTask",
    "RectificationVerdict",
    "Report",
    "ReportDraft",
    "ReportReading",
    "ReportSource",
    "ReportStep",
    "Rung",
    "Sample",
    "SampleCase",
    "ScoringRule",
    "SheetRow",
    "StrayLook",
    "SweepFailure",
    "SweepRun",
    "WarningCard",
    "WarningDeed",
    "WarningEvidence",
    "WarningFile",
    "WarningRule",
    "YearSheet",
]
