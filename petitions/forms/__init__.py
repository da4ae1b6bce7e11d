"""Which form belongs to which step?"""

from .closing import AcceptAnswerForm, AcceptReportForm, ArchiveForm, ReportResultForm, ReturnReportForm
from .handling import AcceptForm, AppointForm, ExtendForm, FindForm, ReturnDraftForm, ServeForm, SignForm, SubmitForm
from .intake import AddMaterialForm, ClassifyForm, HandOverForm, KeepForm, TakeForm
from .routing import AgreeObjectionForm, AssignForm, HandToDisciplineForm, ObjectForm, RefuseObjectionForm, SignForForm, TransferForm
from .step import StepForm

FORMS = {
    "take": TakeForm,
    "classify": ClassifyForm,
    "transfer": TransferForm,
    "assign": AssignForm,
    "keep": KeepForm,
    "hand_to_discipline": HandToDisciplineForm,
    "sign_for": SignForForm,
    "object": ObjectForm,
    "agree_objection": AgreeObjectionForm,
    "refuse_objection": RefuseObjectionForm,
    "appoint": AppointForm,
    "accept": AcceptForm,
    "find": FindForm,
    "extend": ExtendForm,
    "submit": SubmitForm,
    "return_draft": ReturnDraftForm,
    "sign": SignForm,
    "serve": ServeForm,
    "serve_reply": ServeForm,
    "report_result": ReportResultForm,
    "accept_report": AcceptReportForm,
    "return_report": ReturnReportForm,
    "accept_answer": AcceptAnswerForm,
    "archive": ArchiveForm,
    "add_material": AddMaterialForm,
    "hand_over": HandOverForm,
}

__all__ = ["FORMS", "StepForm"]
