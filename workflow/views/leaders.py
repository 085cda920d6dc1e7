"""The morning brief as a page, and the calendar feeds that programs read without logging in."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.calendar import calendar_of
from accounts.calendar_link import fingerprint, person_of
from accounts.desk import desk_of
from accounts.posts import Desk
from accounts.views import LEADERS
from workflow import brief, ical
from workflow.story import clock_of

READS_AN_HOUR: Final = 120
UNKNOWN_AN_HOUR: Final = 60
"""Of one address of the network: nobody types tokens, so this is a program that guesses or was not told of the end."""


@login_required
@require_safe
def morning(request: HttpRequest) -> HttpResponse:
    """What waits, what is late and with whom, what will be late today: as it is now."""
    desk = desk_of(request)
    if not any(desk.holds(one) for one in brief.READERS):
        raise Http404
    found, calendar = brief.brief(desk), calendar_of(request)

    def rows(lines: list[brief.Line]) -> list[dict[str, Any]]:
        return [
            {"satu": line, "jam": clock_of(line.since or line.due_at, line.due_at, desk.at, calendar)}
            for line in lines
        ]

    context = {"menunggu": rows(found.waiting), "terlambat": rows(found.late), "hari_ini": rows(found.today)}
    return render(request, "workflow/ringkasan_pagi.html", context | {"ada": bool(found)})


@require_safe
def own_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """One's own due times."""
    return _feed(request, token, office=False)


@require_safe
def office_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The office's due times, for its leaders."""
    return _feed(request, token, office=True)


def _feed(request: HttpRequest, token: str, *, office: bool) -> HttpResponseBase:
    address = get_adapter(request).get_client_ip(request)
    if _spent(f"asing:{address}", UNKNOWN_AN_HOUR, count=False):
        return _wait()
    person = person_of(token)
    if person is None:
        _spent(f"asing:{address}", UNKNOWN_AN_HOUR)
        raise Http404
    if _spent(fingerprint(token), READS_AN_HOUR):
        return _wait()
    desk = Desk(person, timezone.now())
    if office and not any(desk.holds(one) for one in LEADERS):
        raise Http404
    entries = ical.office_entries(desk) if office else ical.own_entries(desk)
    content = ical.calendar("Tenggat kantor" if office else "Tenggat saya", entries)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, max-age=300",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="tenggat.ics"',
    }
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def _spent(name: str, limit: int, *, count: bool = True) -> bool:
    """Whether this hour's number is used up; counts one more unless told not to."""
    key = f"kalender:{timezone.now():%Y%m%d%H}:{name}"
    if not count:
        return int(cache.get(key, 0)) >= limit
    cache.add(key, 0, 3600)
    try:
        return int(cache.incr(key)) > limit
    except ValueError:  # it ran out between the two
        return False


def _wait() -> HttpResponse:
    response = HttpResponse("Terlalu sering. Coba lagi satu jam lagi.\n", status=429, content_type="text/plain; charset=utf-8")  # fmt: skip
    response.headers["Retry-After"] = "3600"
    return response
