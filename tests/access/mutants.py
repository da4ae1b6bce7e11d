"""Which guards are there, and which cell or address notices when one of them is gone?

Each mutant takes one guard, filter or condition out of the code, or loosens it, and names what has to notice first (aiming.py). `make mutants` tries all
of them, each in a copy of the code with the database's own wall down, so that what is tried is the gate and not the second wall behind it.

    python -m tests.access.mutants [--only words] [--workers 2]
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import django
from django.test.utils import override_settings, setup_test_environment


class Mutant(NamedTuple):
    file: str
    old: str
    new: str
    aims: tuple


def open_to_all(file, guard, aim):
    """A page for some roles becomes a page for every officer."""
    decorator = guard.partition("\n")[0]
    return Mutant(file, guard, guard.replace(decorator, "@for_roles()", 1), (aim,))


# fmt: off
PAGES = [
    open_to_all("accounts/views/settings.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef settings(", "get settings auditor k1"),
    open_to_all("supervision/views/demands.py", "@for_roles(*ROLES)\n@require_safe\ndef demands(", "get demands auditor k1"),
    open_to_all("supervision/views/demands.py", "@for_roles(*OF_US)\n@require_safe\ndef of_us(", "get demands-of-us auditor k1"),
    open_to_all("supervision/views/demands.py", "@for_roles(*ROLES)\n@require_safe\ndef demands_excel(", "get demands-excel auditor k1"),
    open_to_all("supervision/views/demands.py", "@for_roles(*ROLES)\n@require_safe\ndef demands_print(", "get demands-print auditor k1"),
    open_to_all("supervision/views/warnings.py", "@for_roles(*READERS)\n@require_safe\ndef register(", "get warnings auditor k1"),
    open_to_all('supervision/views/warnings.py', '@for_roles(*WATCHERS)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef propose(', 'get warning-propose auditor k1'),
    open_to_all('supervision/views/warning_rules.py', '@for_roles(*WATCHERS)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef rule(', 'get warning-rule auditor k1'),
    open_to_all("supervision/views/assessment.py", "@for_roles(*JUDGES)\n@require_safe\ndef assessment(", "get assessment auditor k1"),
    open_to_all('supervision/views/assessment.py', '@for_roles(*JUDGES)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef rules(', 'get assessment-rules auditor k1'),
    open_to_all("supervision/views/year_sheets.py", "@for_roles(*JUDGES)\n@require_safe\ndef sheets(", "get assessment-sheets auditor k1"),
    open_to_all("supervision/views/quality.py", "@for_roles(*sampling.REVIEWERS)\n@require_safe\ndef samples(", "get quality auditor k1"),
    open_to_all("supervision/views/patterns.py", "@for_roles(*patterns.READERS)\n@require_safe\ndef signals(", "get signals auditor k1"),
    open_to_all("supervision/views/inspections.py", "@for_roles(*RUNNERS, *GUESTS)\n@require_safe\ndef inspections(", "get inspections auditor k1"),
    open_to_all('supervision/views/inspections.py', '@for_roles(*PLANNERS)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef plan(', 'get inspection-plan auditor k1'),
    open_to_all("supervision/views/rectification.py", "@for_roles(*RUNNERS, *GUESTS)\n@require_safe\ndef rectification(", "get rectification auditor k1"),
    open_to_all("supervision/views/urgent.py", "@for_roles(*ROLES)\n@require_safe\ndef urgent(", "get urgent auditor k1"),
    open_to_all("supervision/views/briefs.py", "@for_roles(*WATCHERS)\n@require_safe\ndef brief(", "get brief auditor k1"),
    open_to_all("supervision/views/bulletins.py", "@for_roles(*report_scope.READERS)\n@require_safe\ndef bulletins(", "get bulletins auditor k1"),
    open_to_all('supervision/views/ladder.py', '@for_roles(*ROLES)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef ladder(', 'get ladder auditor k1'),
    open_to_all("supervision/views/forecast.py", "@for_roles(*ROLES)\n@require_safe\ndef forecast_page(", "get forecast auditor k1"),
    open_to_all("supervision/views/third_parties.py", "@for_roles(*WATCHERS)\n@require_safe\ndef roster(", "get third-parties auditor k1"),
    open_to_all("supervision/views/supervised.py", "@for_roles(Role.LIAISON, Role.O_LEAD, Role.JOINT)\ndef supervised(", "get supervised auditor k1"),
    open_to_all("accounts/views/organs.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef organs(", "get organs auditor k1"),
    open_to_all("accounts/views/organs.py", '@for_roles(Role.ADMIN)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef add(', "get organ-add auditor k1"),
    open_to_all("accounts/views/organs.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef organ(", "get organ auditor k1"),
    open_to_all("accounts/views/organs.py", '@for_roles(Role.ADMIN)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef edit(', "get organ-edit auditor k1"),
    open_to_all("accounts/views/organs.py", '@for_roles(Role.ADMIN)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef move(', "get organ-move auditor k1"),
    open_to_all("accounts/views/organs.py", '@for_roles(Role.ADMIN)\n@require_http_methods(["GET", "HEAD", "POST"])\n@transaction.atomic\ndef close(', "get organ-close auditor k1"),
    open_to_all("accounts/views/officers.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef officers(", "get officers auditor k1"),
    open_to_all("accounts/views/officers.py", '@for_roles(Role.ADMIN)\n@require_http_methods(["GET", "HEAD", "POST"])\n@never_cache\ndef add(', "get officer-add auditor k1"),
    open_to_all("accounts/views/officers.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef officer(", "get officer auditor k1"),
    open_to_all("accounts/views/officers.py", '@for_roles(Role.ADMIN)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef edit(', "get officer-edit auditor k1"),
    open_to_all("accounts/views/officers.py", "@for_roles(Role.ADMIN)\n@require_POST\n@never_cache\ndef reset_password(", "post officer-password auditor k1"),
    open_to_all("accounts/views/officers.py", "@for_roles(Role.ADMIN)\n@require_POST\ndef reset_second_factor(", "post officer-second-factor auditor k1"),
    open_to_all("accounts/views/officers.py", "@for_roles(Role.ADMIN)\n@require_POST\n@transaction.atomic\ndef open_or_close(", "post officer-access auditor k1"),
    open_to_all("accounts/views/officers.py", "@for_roles(Role.ADMIN)\n@require_POST\ndef give_duty(", "post duty-give auditor k1"),
    open_to_all("accounts/views/officers.py", "@for_roles(Role.ADMIN)\n@require_POST\n@transaction.atomic\ndef set_principal(", "post duty-principal auditor k1"),
    open_to_all("accounts/views/officers.py", '@for_roles(Role.ADMIN)\n@require_http_methods(["GET", "HEAD", "POST"])\n@transaction.atomic\ndef end_duty(', "get duty-end auditor k1"),
    open_to_all("accounts/views/calendar.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef years(", "get calendar auditor k1"),
    open_to_all("accounts/views/calendar.py", '@for_roles(Role.ADMIN)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef load(', "get calendar-load auditor k1"),
    open_to_all("accounts/views/calendar.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef year(", "get calendar-year auditor k1"),
    open_to_all("petitions/views/year_notices.py", "@for_roles(*year_notices.ENTERING)\ndef enter(", "post year-notice-enter auditor k1"),
    open_to_all("petitions/views/year_notices.py", "@for_roles(*SIGNING)\n@require_safe\ndef notices(", "get year-notices auditor k1"),
    open_to_all("petitions/views/worklist.py", "@for_roles(*visibility.CASE_ROLES)\ndef worklist(", "get worklist auditor k1"),
    open_to_all("petitions/views/worklist.py", "@for_roles(*visibility.CASE_ROLES)\ndef worklist_excel(", "get worklist-excel auditor k1"),
    open_to_all("petitions/views/worklist.py", "@for_roles(*visibility.CASE_ROLES)\ndef worklist_print(", "get worklist-print auditor k1"),
    open_to_all("petitions/views/hand_over.py", '@for_roles(*STEPS["hand_over"].by)\ndef hand_over(', "get hand-over auditor k1"),
    open_to_all("petitions/views/steps.py", "@for_roles(*visibility.CASE_ROLES)\ndef organ_suggestions(", "get organ-suggestions auditor k1"),
    open_to_all("petitions/views/bulk.py", "@for_roles(*visibility.CASE_ROLES)\ndef bulk(", "post bulk auditor k1"),
    open_to_all("petitions/views/queues.py", '@for_roles(*visibility.CASE_ROLES)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef keep(', "get queue-keep auditor k1"),
    open_to_all("petitions/views/notes.py", "@for_roles(*visibility.CASE_ROLES)\n@require_safe\ndef tasks(", "get tasks auditor k1"),
    open_to_all("petitions/views/archive.py", "@for_roles(*volumes.REGISTER_ROLES)\n@require_safe\ndef register(", "get files auditor k1"),
    open_to_all("petitions/views/archive.py", "@for_roles(*volumes.REGISTER_ROLES)\n@require_safe\ndef register_excel(", "get files-excel auditor k1"),
    open_to_all("petitions/views/archive.py", "@for_roles(*volumes.REGISTER_ROLES)\n@require_safe\ndef register_print(", "get files-print auditor k1"),
    open_to_all("petitions/views/exports.py", "@for_roles(*visibility.CASE_ROLES)\n@require_safe\ndef mine(", "get exports auditor k1"),
    Mutant("petitions/exports.py", " and duty.role in import_string(settings.EXPORTS[source]).roles", "", ("get export-ask auditor k1",)),
    open_to_all("petitions/views/emergency.py", '@for_roles(*ASKING, *APPROVING, Role.SUPERV)\n@require_http_methods(["GET", "HEAD", "POST"])\ndef emergencies(', "get emergencies auditor k1"),
    open_to_all("petitions/views/history.py", "@for_roles(*ROLES)\n@require_safe\ndef history(", "get history handler k1"),
    open_to_all("petitions/views/history.py", "@for_roles(Role.AUDITOR)\n@require_safe\ndef events(", "get history-events handler k1"),
    open_to_all("petitions/views/history.py", "@for_roles(Role.AUDITOR)\n@require_safe\ndef looks(", "get history-looks handler k1"),
    open_to_all("petitions/views/search.py", "@for_roles(*visibility.CASE_ROLES)\ndef search(", "get search auditor k1"),
    open_to_all("reception/counter/views/desk.py", "@for_roles(*DESK)\ndef desk(", "get desk auditor k1"),
    open_to_all("reception/counter/views/desk.py", "@for_roles(*DESK)\ndef alike_lines(", "post desk-alike auditor k1"),
    open_to_all("reception/counter/views/accusation.py", "@for_roles(*WINDOW)\ndef accusation(", "get desk-accusation auditor k1"),
    open_to_all("reception/counter/views/pass_through.py", "@for_roles(*WINDOW)\ndef register(", "get pass-through auditor k1"),
    open_to_all("reception/counter/views/pass_through.py", "@for_roles(*WINDOW)\ndef new(", "get pass-through-new auditor k1"),
    open_to_all("reception/counter/views/pass_through.py", "@for_roles(*WINDOW)\ndef on_paper(", "get pass-through-print auditor k1"),
    open_to_all("reception/counter/views/pass_through.py", "@for_roles(*WINDOW)\ndef as_excel(", "get pass-through-excel auditor k1"),
    open_to_all("reception/counter/views/imports.py", "@for_roles(*TAKES_OVER)\ndef start(", "get import auditor k1"),
    open_to_all("supervision/views/watch.py", "@for_roles(*ROLES)\ndef supervision(", "get supervision auditor k1"),
    open_to_all("supervision/views/watch.py", "@for_roles(*ROLES)\ndef supervision_excel(", "get supervision-excel auditor k1"),
    open_to_all("supervision/views/watch.py", "@for_roles(*ROLES)\ndef supervision_print(", "get supervision-print auditor k1"),
    open_to_all("supervision/views/looks.py", "@for_roles(*ROLES)\n@require_safe\ndef stray_looks(", "get stray-looks auditor k1"),
    open_to_all("supervision/views/looks.py", "@for_roles(*ROLES)\n@require_safe\ndef stray_looks_excel(", "get stray-looks-excel auditor k1"),
    open_to_all("supervision/views/looks.py", "@for_roles(*ROLES)\n@require_safe\ndef stray_looks_print(", "get stray-looks-print auditor k1"),
    open_to_all("supervision/views/board.py", "@for_roles(*visibility.BOARD_ROLES)\ndef board(", "get board auditor k1"),
    open_to_all("petitions/views/rules.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef rules(", "get rules auditor k1"),
    open_to_all("config/health.py", "@for_roles(Role.ADMIN)\n@require_safe\ndef page(", "get health auditor k1"),
]
GUARDS = [
    Mutant("petitions/visibility.py", "return ~conflict(duty) & clearance(duty) & assignment(duty)", "return clearance(duty) & assignment(duty)", ("accused_person k7 open",)),
    Mutant("petitions/visibility.py", "return ~conflict(duty) & clearance(duty) & assignment(duty)", "return ~conflict(duty) & assignment(duty)", ("supervisor k6 open", "dispatcher k10 open",)),
    Mutant("petitions/visibility.py", "return ~conflict(duty) & clearance(duty) & assignment(duty)", "return ~conflict(duty) & clearance(duty)", ("unrelated k1 open",)),
    Mutant("petitions/visibility.py", 'has(recused) | has(accused.filter(officer=duty.officer_id))', "has(recused)", ("accused_person k7 open",)),
    Mutant("petitions/visibility.py", ' | of_an_accusation & has(through)', "", ("accused_unit k6 open", "accused_report k7 open",)),
    Mutant("petitions/visibility.py", "accused.filter(Q(organ__in=duty.organs_above) | Q(officer__in=duty.leaders_above))", "accused.filter(Q(officer__in=duty.leaders_above))", ("accused_unit k6 open",)),
    Mutant("petitions/visibility.py", "accused.filter(Q(organ__in=duty.organs_above) | Q(officer__in=duty.leaders_above))", "accused.filter(Q(organ__in=duty.organs_above))", ("accused_report k7 open", "accusation_officer k8 open",)),
    Mutant("accounts/models/duty.py", "OrganPath.objects.filter(below, valid_until=None)", "OrganPath.objects.filter(below, depth=0, valid_until=None)", ("accused_unit k6 open",)),
    Mutant("accounts/access.py", '"organs_above": ArraySubquery(organs)', '"organs_above": ArraySubquery(away)', ("accused_unit k6 open",)),
    Mutant("accounts/access.py", '"leaders_above": ArraySubquery(leaders_of(organs))', '"leaders_above": ArraySubquery(away)', ("accused_report k7 open", "accusation_officer k8 open",)),
    Mutant("petitions/visibility.py", "else Q(is_sealed=False)\n\n\ndef named", "else Q(pk__isnull=False)\n\n\ndef named", ("supervisor k6 open", "dispatcher k10 open",)),
    Mutant("petitions/visibility.py", "return Q(is_sealed=False) | named(duty) if duty.role in LEADERS", "return Q(pk__isnull=False) if duty.role in LEADERS", ("bureau_leader k10 open",)),
    Mutant("petitions/visibility.py", "return Q(is_restricted=False) | named(duty)", "return Q(pk__isnull=False)", ("first_receiver k4 search", "head k4 search",)),
    Mutant("petitions/visibility.py", "return Q(is_sealed=True) & involved | Q(is_sealed=False) & named(duty)", "return Q(is_sealed=True) | Q(is_sealed=False) & named(duty)", ("accused_unit k10 open", "discipline_officer k6 open",)),
    Mutant("petitions/visibility.py", "return Q(is_sealed=True) & involved | Q(is_sealed=False) & named(duty)", "return Q(is_sealed=True) & involved | Q(is_sealed=False)", ("accusation_officer k4 open", "discipline_officer k4 open",)),
    Mutant("petitions/visibility.py", "        return _in_an_emergency(duty)\n", "        return involved\n", ("admin k1 open",)),
    Mutant("petitions/visibility.py", 'return involved | has(_may_come_to(duty.organ_id))', "return Q(pk__isnull=False)", ("reviewer k1 open",)),
    Mutant("petitions/visibility.py", "seen = Q(holder__in=duty.hands) | has(", "seen = involved | Q(holder__in=duty.hands) | has(", ("other_handler k2 open",)),
    Mutant("petitions/visibility.py", "Proceeding.objects.filter(handler__in=duty.hands)", "Proceeding.objects.filter(organ=duty.organ_id)", ("other_handler k2 open",)),
    Mutant("petitions/visibility.py", "Part.objects.filter(handler__in=duty.hands)", "Part.objects.all()", ("other_handler k3 open",)),
    Mutant("petitions/visibility.py", "return involved & Q(state__in=FILED)", "return involved", ("archivist k2 open",)),
    Mutant("petitions/visibility.py", "return involved | Q(is_sealed=True) & named(duty) if duty.role in LEADERS else involved", "return Q(pk__isnull=False) if duty.role in LEADERS else involved", ("unrelated k1 open",)),
    Mutant("petitions/visibility.py", 'return has(Involvement.objects.filter(organ__in=organs))', 'return has(Involvement.objects.all())', ("unrelated k1 open",)),
    Mutant("petitions/decision.py", "    if not stands.is_readable:\n", "    if False:\n", ("head k4 text", "head k4 notes",)),
    Mutant("petitions/decision.py", "Action.PRINT, Action.BE_TOLD}", "Action.PRINT, Action.BE_TOLD, Action.NOTES}", ("get notes first_receiver k4",)),
    Mutant("petitions/decision.py", "Action.PRINT, Action.BE_TOLD}", "Action.PRINT, Action.BE_TOLD, Action.SEE_TEXT}", ("head k4 text",)),
    Mutant("petitions/decision.py", "    if not decide(request.duty, petition, action):\n", "    if False:\n", ("get notes first_receiver k4", "head k4 notes",)),
    Mutant("petitions/queries.py", "seen = self.filter(visibility.rule(duty))", "seen = self.all()", ("unrelated k1 open",)),
    Mutant("petitions/queries.py", "not row.is_restricted or row.pk in open_ones", "True", ("head k4 text",)),
    Mutant("petitions/queries.py", "Clearance.objects.filter(officer=self._seen_by.officer_id, petition__in", "Clearance.objects.filter(petition__in", ("head k4 text",)),
    Mutant("petitions/masking.py", "    if not may_read(petition, duty):\n        return False\n", "", ("head k4 list", "first_receiver k4 list",)),
    Mutant("petitions/masking.py", "        return duty.role == Role.DISC\n", "        return True\n", ("bureau_leader k6 identity",)),
    Mutant("petitions/masking.py", "return not petition.is_confidential or duty.organ_id == petition.first_organ_id", "return True", ("handler k5 identity", "handler k5 download",)),
    Mutant("petitions/masking.py", "        return petition.is_readable\n", "        return True\n", ("head k4 list", "first_receiver k4 list",)),
    Mutant("petitions/masking.py", " & visibility.readable(duty)\n", "\n", ("first_receiver k4 search", "head k4 search",)),
    Mutant("petitions/masking.py", "return known & (Q(is_confidential=False) | Q(is_sealed=True) | Q(first_organ=duty.organ_id)) & ", "return known & ", ("handler k5 search",)),
    Mutant("petitions/masking.py", "and (petition.is_sealed or duty.organ_id in (petition.first_organ_id, petition.holder_organ_id))", "and True", ("co_handler k3 identity",)),
    Mutant("petitions/masking.py", "        and knows_name(petition, duty)\n", "", ("handler k5 identity", "handler k5 download",)),
    Mutant("petitions/masking.py", "return petition.is_confidential or not knows_name(petition, duty)", "return False", ("first_receiver k5 identity",)),
    Mutant("petitions/masking.py", "return petition.is_confidential or not knows_name(petition, duty)", "return not knows_name(petition, duty)", ("first_receiver k5 identity",)),
    Mutant("petitions/masking.py", "return petition.is_confidential or not knows_name(petition, duty)", "return petition.is_confidential", ("head k4 list", "bureau_leader k6 identity",)),
    Mutant("petitions/masking.py", "phone=party.phone if full else masked(party.phone, first=3, last=2)", "phone=party.phone", ("handler k2 identity",)),
    Mutant("petitions/masking.py", "party.role != party.Role.ACCUSED and hides_name(petition, duty) and not full:", "False:", ("first_receiver k5 identity", "handler k5 identity",)),
    Mutant("petitions/masking.py", "    if hides_name(petition, duty):\n", "    if False:\n", ("handler k5 list",)),
    Mutant("petitions/masking.py", "full = is_shown and knows_person(petition, duty)", "full = knows_person(petition, duty)", ("handler k2 identity",)),
    Mutant("petitions/models/petition.py", 'return self.subject if not self.is_restricted or self.is_readable else str(_("Confidential matter"))', "return self.subject", ("head k4 list", "first_receiver k4 list",)),
    Mutant("petitions/search.py", "return readable & Q(pk__in=said) | (nameable", "return Q(pk__in=said) | (nameable", ("first_receiver k4 search", "head k4 search",)),
    Mutant("petitions/search.py", "return nameable & Q(pk__in=_parties(phone_index", "return Q(pk__in=_parties(phone_index", ("handler k5 search",)),
    Mutant("petitions/search.py", "| (nameable & Q(pk__in=named))", "| Q(pk__in=named)", ("handler k5 search",)),
    Mutant("petitions/permissions.py", "    if duty is None or duty.role not in row.actors:\n", "    if duty is None or (duty.role not in row.actors and row.step != \"take\"):\n", ("clerk k1 act",)),
    Mutant("petitions/permissions.py", "    if petition.is_sealed != (duty.role == Role.DISC) and not (duty.role == Role.DISC and petition.is_restricted):\n", "    if False:\n", ("bureau_leader k6 act", "accusation_officer k6 act",)),
    Mutant("petitions/permissions.py", " or petition.transfers.filter(is_current=True, from_organ=duty.organ_id).exists()", "", ("dispatcher k2 act", "bureau_leader k2 act",)),
    Mutant("petitions/permissions.py", "        return duty.organ_id != petition.holder_organ_id and path.exists()\n    return duty.organ_id == petition.holder_organ_id\n", "        return duty.organ_id != petition.holder_organ_id and path.exists()\n    return True\n", ("dispatcher k2 act", "bureau_leader k2 act",)),
    Mutant("petitions/readiness.py", '"unrestrict": lambda petition: petition.is_restricted', '"unrestrict": lambda petition: True', ("head k2 act",)),
    Mutant("petitions/readiness.py", '"name_readers": lambda petition: petition.is_restricted or petition.is_sealed', '"name_readers": lambda petition: True', ("head k2 act",)),
    Mutant("petitions/readiness.py", '"end_readers": lambda petition: bool(petition.named)', '"end_readers": lambda petition: True', ("head k2 act",)),
    Mutant("petitions/readiness.py", '"bring_back": lambda petition: petition.is_offline', '"bring_back": lambda petition: True', ("head k2 act", "handler k2 act",)),
    Mutant("petitions/readiness.py", '"lift_recusal": lambda petition: bool(petition.recused)', '"lift_recusal": lambda petition: True', ("head k2 act", "liaison k2 act",)),
    Mutant("petitions/readiness.py", '"release_file": _holds_files_back', '"release_file": lambda petition: True', ("handler k2 act",)),
    Mutant("petitions/readiness.py", '"decide_recusal": lambda petition: petition.recusal_asked is not None', '"decide_recusal": lambda petition: True', ("head k2 act",)),
    Mutant("petitions/readiness.py", '"keep_accusation": lambda petition: petition.is_sealed and petition.holder_organ.kind == OrganKind.DISCIPLINE', '"keep_accusation": lambda petition: True', ("accusation_officer k6 act",)),
    Mutant("petitions/worklists.py", "    seen = Petition.objects.visible_to(duty)\n", "    seen = Petition.objects.all()\n", ("unrelated k9 list",)),
    Mutant("petitions/views/search.py", "seen = Petition.objects.visible_to(request.duty)", "seen = Petition.objects.all()", ("unrelated k1 search",)),
    Mutant("petitions/views/bulk.py", "Petition.objects.visible_to(request.duty).filter(number__in=chosen)", "Petition.objects.filter(number__in=chosen)", ("unrelated k1 print",)),
    Mutant("petitions/views/notices.py", 'Q(petition=None) | Exists(Petition.objects.visible_to(duty).filter(pk=OuterRef("petition")))', "Q()", ("dispatcher k8 notified", "dispatcher k10 notified",)),
    Mutant("petitions/dossier.py", "    seen = Petition.objects.visible_to(duty)\n", "    seen = Petition.objects.all()\n", ("unrelated k1 open", "get petition unrelated k1",)),
    Mutant("petitions/views/petition.py", "    if not decide(request.duty, matter, Action.SEE_TEXT):\n", "    if False:\n", ("head k4 text",)),
    Mutant("petitions/views/papers.py", "def seen(request, number, action=Action.SEE_TEXT):", "def seen(request, number, action=Action.OPEN):", ("get document head k4", "get evidence-view first_receiver k4",)),
    Mutant("petitions/views/notes.py", "seen(request, number, Action.NOTES)", "seen(request, number, Action.OPEN)", ("get notes first_receiver k4",)),
    Mutant("petitions/views/evidence.py", "if not check.is_open or not may_have_original(item, request.duty):", "if not check.is_open:", ("handler k5 download",)),
    Mutant("petitions/views/evidence.py", "    return masking.knows_person(item.petition, duty)", "    return True", ("handler k5 download",)),
    Mutant("petitions/views/reveal.py", "    if not masking.knows_person(petition, request.duty) or volumes", "    if volumes", ("co_handler k3 identity",)),
    Mutant("petitions/views/reveal.py", "    if not looks.may_ask(petition, request.duty):\n        raise Http404\n", "", ("get petition-looks handler k2",)),
    Mutant("petitions/looks.py", 'return at_home or duty.role in ("SUPERV", "B_LEAD", "O_LEAD", "DISC")', 'return True', ("get petition-looks handler k2",)),
    Mutant("petitions/views/archive.py", " or not volumes.may_take_away(petition, request.duty):", ":", ("get volume bureau_leader k9",)),
    Mutant("petitions/volumes.py", "return duty.role in FILE_ROLES and duty.organ_id == petition.holder_organ_id", "return True", ("get volume bureau_leader k9",)),
    Mutant("petitions/views/history.py", '"name": opaque(event.petition.number),', '"name": event.petition.number,', ("auditor k1 history",)),
    Mutant("reception/counter/alike.py", "Petition.objects.visible_to(duty).filter(masking.nameable(duty)).with_people()", "Petition.objects.filter(masking.nameable(duty)).with_people()", ("liaison k1 suggest",)),
    Mutant("reception/counter/alike.py", ".filter(visibility.readable(duty), pk__in=found)", ".filter(pk__in=found)", ("first_receiver k4 suggest",)),
    Mutant("reception/counter/views/desk.py", "gate(request, number, Action.SEE_TEXT, Petition.objects.with_people())", "gate(request, number, Action.OPEN, Petition.objects.with_people())", ("get desk-beside first_receiver k4",)),
    Mutant("reception/counter/views/receipt.py", "Petition.objects.filter(today, **here)", "Petition.objects.filter(**here)", ("get desk-receipt clerk k1", "get desk-receipt dispatcher k2",)),
    Mutant("petitions/visibility.py", " & (Q(state=State.REGISTERED) | Q(first_receiver__in=duty.hands) | was_shown_to(duty))", "", ("clerk k2 list", "clerk k5 open",)),
    Mutant("petitions/visibility.py", "_at_windows_today().filter(duty=duty.pk)", "_at_windows_today()", ("clerk k2 list", "clerk k2 open",)),
    Mutant("petitions/visibility.py", "| Q(first_receiver__in=duty.hands) | was", "| was", ("first_receiver k3 list",)),
    Mutant("supervision/watch.py", "return Petition.objects.visible_to(duty).open().filter(due_on__lte", "return Petition.objects.open().filter(due_on__lte", ("bureau_leader k8 statistics",)),
    Mutant("reception/portal/lookup.py", "if not codes or not code_fits or not (tails_fit or not phones):", "if not codes or not (tails_fit or not phones):", ("third_party k1 open",)),
    Mutant("accounts/access.py", "if not request.duty or request.duty.role not in (roles or STAFF):", "if not request.duty:", ("get board clerk k1",)),
    Mutant("accounts/access.py", "request.duty.role not in (roles or STAFF)", "roles and request.duty.role not in roles", ("get notices guest k2",)),
]
# fmt: on
MUTANTS = [*PAGES, *GUARDS]


def as_it_is(mutants):
    """The code with nothing taken out, asked all that its mutants are asked: there must be nothing to find."""
    return Mutant("", "", "", tuple(dict.fromkeys(aim for mutant in mutants for aim in mutant.aims)))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only", default="")
    options.add_argument("--workers", type=int, default=2)
    wanted = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    setup_test_environment()
    # The models come after django.setup().
    from tests.access.actors import Town, opened  # noqa: PLC0415
    from tests.access.killing import run  # noqa: PLC0415
    from tests.database import Keeper  # noqa: PLC0415

    keeper = Keeper()
    chosen = [mutant for mutant in MUTANTS if wanted.only in mutant.file + mutant.old]
    left = []
    with (
        tempfile.TemporaryDirectory(prefix="office-") as folder,
        override_settings(DATA_DIR=Path(folder), MEDIA_ROOT=Path(folder) / "media"),
    ):
        database = keeper.clone()
        try:
            with opened(database):
                kept = Town.build().kept
            for verdict in run([as_it_is(chosen), *chosen], keeper, database, kept, folder, wanted.workers):
                is_good = verdict.is_killed == bool(verdict.mutant.file)
                left += [] if is_good else [verdict]
                word = "as written" if not verdict.mutant.file else "killed" if verdict.is_killed else "SURVIVED"
                say(f"{word:10} {verdict.seconds:5.1f} s  {verdict.mutant.file}  {verdict.mutant.old[:70]!r}  {verdict.said[:300]}")
        finally:
            keeper.drop(database)
            keeper.close()
    say(f"{len(chosen)} mutants, {len(left)} not as they should be")
    sys.exit(bool(left))


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
