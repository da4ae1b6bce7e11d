from .draft import Draft
from .import_job import ImportJob
from .pass_through import PassThrough
from .visit import Call, Letter, OnlineSubmission, Visit

__all__ = ["Call", "Draft", "ImportJob", "Letter", "OnlineSubmission", "PassThrough", "Visit"]
