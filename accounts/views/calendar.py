"""Which days does the office work, and what does a new notice change? Pages of the system administrator."""

from calendar import Calendar
from datetime import date

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.calendar import Day, WorkCalendar
from accounts.forms import YearForm
from accounts.models import CalendarYear, Role


@for_roles(Role.ADMIN)
@require_safe
def years(request):
    rest, worked = Count("days", filter=Q(days__is_workday=False)), Count("days", filter=Q(days__is_workday=True))
    context = {
        "years": CalendarYear.objects.annotate(rest=rest, worked=worked).order_by("-year"),
    }
    return render(request, "accounts/calendar.html", context)


@for_roles(Role.ADMIN)
@require_safe
def year(request, year):
    known = get_object_or_404(CalendarYear, year=year)
    days = _days_of(known)
    calendar_of_year = WorkCalendar(days, {year: known.status})
    months = [_month(calendar_of_year, year, month) for month in range(1, 13)]
    workdays = sum(day.is_workday for month in months for week in month.weeks for day in week if day)
    around = CalendarYear.objects.filter(year__in=[year - 1, year + 1]).values_list("year", flat=True)
    context = {
        "known": known,
        "days": days.items(),
        "months": months,
        "workdays": workdays,
        "around": sorted(around),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/calendar_year.html", context)


class _Shown:
    """A day as the month table shows it."""

    def __init__(self, work_calendar, day):
        self.date, self.is_workday, self.name = day, work_calendar.is_workday(day), work_calendar.name_of(day)
        self.is_makeup = work_calendar.is_makeup(day)
        self.is_holiday = not self.is_workday and bool(self.name)


class _Month:
    def __init__(self, first, weeks):
        self.first, self.weeks = first, weeks


def _month(work_calendar, year, month):
    weeks = [
        [_Shown(work_calendar, day) if day.month == month else None for day in week] for week in Calendar().monthdatescalendar(year, month)
    ]
    return _Month(date(year, month, 1), weeks)


def _days_of(known):
    return {day.date: Day(day.is_workday, day.name) for day in known.days.all()} if known else {}


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def load(request):
    """Which days would change. With the same text again the notice is entered, to be signed by another officer (petitions)."""
    form = YearForm(request.POST or None, request.FILES or None, initial={"year": request.GET.get("year", "")[:4]})
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/calendar_load.html", {"form": form})
    answers = form.cleaned_data
    known = CalendarYear.objects.filter(year=answers["year"]).first()
    return render(request, "accounts/calendar_preview.html", {"form": form, "answers": answers, "known": known, **_preview(answers, known)})


def _preview(answers, known):
    """Each day that would be another one than today's table says, and the number of working days before and after."""
    year, was, now = answers["year"], _days_of(known), answers["days"]
    before = WorkCalendar(was, {year: known.status}) if known else None
    after = WorkCalendar({date: day for date, day in now.items() if day.is_workday != (date.weekday() < 5)}, {year: answers["status"]})
    changed = [
        {
            "date": day,
            "was": before.is_workday(day) if before else None,
            "now": after.is_workday(day),
            "name": after.name_of(day) or (before.name_of(day) if before else ""),
        }
        for day in sorted(was.keys() | after.days.keys())
        if before is None or before.is_workday(day) != after.is_workday(day) or before.name_of(day) != after.name_of(day)
    ]
    ends = date(year - 1, 12, 31), date(year, 12, 31)
    return {
        "changes": changed,
        "workdays": after.count_workdays(*ends),
        "workdays_before": before.count_workdays(*ends) if before else None,
    }
