"""A Plt., Plh. or Pj. that runs out is announced: three working days before and on the last day, once each."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.calendar import office_calendar
from accounts.groups import OFFICE_ADMIN
from accounts.models import Assignment, User
from accounts.notifications import tell
from accounts.office.stand_ins import MODES
from accounts.posts import holders_beside, keepers_of_letters
from accounts.worktime import Calendar, next_working_moment
from accounts.worktime_words import short_date

WORKING_DAYS_BEFORE = 3
_LONGEST_BREAK = 30
"""Calendar days within which three working days are always found."""


def announce_endings(at: datetime) -> int:
    """Tell of every stand-in that ends soon; only inside office hours. Returns how many announcements were due."""
    calendar = office_calendar()
    if next_working_moment(at, calendar) != at:
        return 0
    today = timezone.localdate(at)
    soon = Assignment.objects.at(at).filter(mode__in=MODES, end__lte=today + timedelta(days=_LONGEST_BREAK))
    told = 0
    for post in soon.with_places():
        assert post.end is not None
        if post.end == today:
            _tell(post, "hari-terakhir", f"berakhir hari ini, {short_date(post.end)}", at)
        elif max(_days_before(post.end, calendar), post.start) <= today and post.start < today:
            _tell(post, "tiga-hari", f"berakhir {short_date(post.end)}", at)
        else:
            continue
        told += 1
    return told


def _days_before(end: date, calendar: Calendar) -> date:
    """The working day from which three working days are left, the last day not counted."""
    day, left = end, WORKING_DAYS_BEFORE
    for _ in range(_LONGEST_BREAK):
        day -= timedelta(days=1)
        left -= calendar.hours(day) is not None
        if left == 0:
            break
    return day


def _tell(post: Assignment, stage: str, words: str, at: datetime) -> None:
    admins = User.objects.filter(groups__in=Group.objects.filter(name=OFFICE_ADMIN), is_active=True)
    people = [
        post.person,
        *(one.person for one in holders_beside(post, at)),
        *keepers_of_letters(at),
        *admins,
    ]
    tell(
        recipients=people, key=f"pengganti-habis:{post.pk}:{post.end:%Y%m%d}:{stage}",
        subject=f"{post.jabatan} {words}",
        body=f"{post.person} menjalankan jabatan ini dengan surat {post.sk_number}. Sesudah itu pejabat definitif bertindak lagi; "
        "bila jabatannya kosong, siapkan pengganti sekarang.",
        path="/pejabat/", at=at,
    )  # fmt: skip
