"""What-if: the past months replayed against a draft edition of the SOP. Only looked at; nothing is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.calendar import calendar_of
from workflow.context import edition_seen
from workflow.scorecard import replay_read, replay_words, words
from workflow.scorecard.arithmetic import percent
from workflow.scorecard.facts import usual_day
from workflow.scorecard.replay import Replayed, Turned, replay
from workflow.scorecard.spans import Span, choices, shortcuts
from workflow.story import norm_total
from workflow.views.scorecard import reader

Data = dict[str, Any]
SHOWN = 5
"""So many cases stand below a sentence; the others are counted."""


@login_required
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Each step's finished visits under the norm they had and under the draft's."""
    desk = reader(request)
    asked = Span.read(request.GET.dict(), desk.at)
    span = replace(
        asked, edition=None
    )  # no case runs under a draft: its number chooses the norms, not the cases
    in_force, drafts = replay_read.editions()
    edition_seen(request, in_force)
    if in_force is None or not drafts:
        return render(request, "workflow/andai.html", {"rentang": span, "alamat": urlencode(span.given)})
    draft, calendar = replay_read.chosen(drafts, asked.edition), calendar_of(request)
    day = usual_day(calendar, desk.at)
    lines = replay(
        replay_read.pasts(desk, span), replay_read.rules(in_force), replay_read.rules(draft), calendar
    )
    context = {
        "rancangan": draft,
        "rancangan_ada": drafts,
        "bukan_rancangan": asked.edition is not None and asked.edition != draft.pk,
        "rentang": span,
        "bulan_ada": choices(desk.at),
        "pintas": [(name, urlencode(one.given), one == span) for name, one in shortcuts(desk.at)],
        "ekor": f"&edisi={draft.pk}",
        "alamat": urlencode(span.given),
        "baku": norm_total(in_force),
        "baku_rancangan": norm_total(draft),
        "jumlah": _whole(lines),
        "diubah": any(one.changed for one in lines),
        "langkah": [_row(one) for one in lines],
        "cerita": [_told(one, day) for one in lines if one.changed or one.turned_late or one.turned_timely],
    }
    return render(request, "workflow/andai.html", context)


def _whole(lines: list[Replayed]) -> Data:
    done = sum(one.done for one in lines)
    return {
        "selesai": done,
        "kini": words.out_of(sum(one.on_time for one in lines), done),
        "rancangan": words.out_of(sum(one.on_time_under for one in lines), done),
        "jadi_lewat": sum(len(one.turned_late) for one in lines),
        "jadi_tepat": sum(len(one.turned_timely) for one in lines),
    }


def _row(one: Replayed) -> Data:
    return {
        "satu": one,
        "saat_itu": ""
        if one.norms_then in ((), (one.now.norm,))
        else " atau ".join(str(norm) for norm in one.norms_then),
        "kini": words.out_of(one.on_time, one.done),
        "rancangan": words.out_of(one.on_time_under, one.done),
        "selisih": replay_words.difference(one),
    }


def _told(one: Replayed, day: int) -> Data:
    return {
        "satu": one,
        "ubahan": replay_words.change(one),
        "kalimat": replay_words.outcome(one),
        "catatan": replay_words.remarks(one),
        "batang": [
            ("Dengan waktu baku saat itu", one.on_time, percent(one.on_time, one.done)),
            ("Dengan rancangan", one.on_time_under, percent(one.on_time_under, one.done)),
        ]
        if one.on_time != one.on_time_under
        else [],
        "berbalik": [
            _turned(kind, turned, day)
            for kind, turned in (("lewat", one.turned_late), ("tepat", one.turned_timely))
            if turned
        ],
    }


def _turned(kind: str, turned: tuple[Turned, ...], day: int) -> Data:
    """The visits judged otherwise, so that a number can be looked into."""
    return {
        "jenis": kind,
        "jumlah": len(turned),
        "sisanya": max(len(turned) - SHOWN, 0),
        "kasus": [
            {
                "pk": one.past.case,
                "judul": one.past.title,
                "terpakai": words.time_taken(one.past.minutes, day),
                "selesai": one.past.finished_at,
                "tenggat": one.due_at,
                "semula": one.past.due_at,
            }
            for one in turned[:SHOWN]
        ],
    }
