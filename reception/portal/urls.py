"""Which doors are open to everybody, without signing in?"""

from django.urls import path

from .views import doors, follow, leave, performance, rate, receipt, remedy, retaliation, submit

urlpatterns = [
    path("", doors.home, name="home"),
    path("ask/", doors.ask, name="ask"),
    path("law/", doors.law, name="law"),
    path("submit/", submit.overview, name="submit"),
    path("submit/check/", submit.check, name="submit-check"),
    path("submit/delete/", submit.delete, name="submit-delete"),
    path("submit/<str:page>/", submit.page, name="submit-page"),
    path("submit/<str:page>/save/", submit.save, name="submit-save"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("receipt/paper.pdf", receipt.paper, name="receipt-paper"),
    path("follow/", follow.lookup, name="follow"),
    path("follow/petition/", follow.petition, name="follow-petition"),
    path("follow/petition/add/", follow.add, name="follow-add"),
    path("follow/petition/review/", remedy.ask_for_review, name="follow-review"),
    path("follow/petition/review/receipt/", remedy.receipt, name="follow-review-receipt"),
    path("follow/petition/retaliation/", retaliation.report, name="follow-retaliation"),
    path("follow/petition/withdraw/", leave.withdraw, name="follow-withdraw"),
    path("follow/petition/withdraw/revoke/", leave.revoke, name="follow-withdrawal-revoke"),
    path("follow/petition/part/", leave.part, name="follow-part"),
    path("follow/petition/promises/<str:slug>/", performance.confirm, name="follow-promise"),
    path("follow/petition/rate/", rate.rate, name="follow-rate"),
    path("follow/petition/receipt.pdf", follow.receipt, name="follow-receipt"),
    path("follow/petition/documents/<str:slug>.pdf", follow.document, name="follow-document"),
    path("follow/leave/", follow.leave, name="follow-leave"),
]
