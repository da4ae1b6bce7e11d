from .draft import Draft
from .import_job import ImportJob
from .visit import Call, Letter, OnlineSubmission, Visit

__all__ = ["Call", "Draft", "ImportJob", "Letter", "OnlineSubmission", "Visit"]
