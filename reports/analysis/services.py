"""Step 4: factors, answers to oddities, freezing. A frozen analysis is never changed; analysing again makes the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.errors import Refusal
from accounts.models import Unit, User
from reports.analysis import oddities
from reports.analysis.averages import bands, office_scale
from reports.analysis.compute import compute
from reports.analysis.models import Analysis, OddityAnswer, UnitFactor
from reports.analysis.result import Result, digest, to_json
from reports.analysis.rows import row_result
from reports.collection.models import SubmissionState
from reports.collection.reading import outstanding
from reports.report import Report


@dataclass(frozen=True)
class Decision:
    """What was made of one odd figure. `figure` is the one that was looked at."""

    cell_id: int
    kind: str
    figure: str
    decision: str
    reason: str

    @property
    def key(self) -> str:
        return f"{self.cell_id}-{self.kind}"


@transaction.atomic
def save_factor(
    *,
    report: Report,
    unit: Unit,
    supporting: str,
    hindering: str,
    follow_up: str,
    by: User,
    at: datetime,
    title: str,
) -> UnitFactor:
    """Write what helped, what hindered and what follows for one unit of this report."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not locked.submissions.filter(unit=unit).exists():
        raise Refusal(f"{unit.name} tidak mengisi laporan ini. Pilih unit yang menerima format.")
    texts = {"supporting": supporting.strip(), "hindering": hindering.strip(), "follow_up": follow_up.strip()}
    factor = UnitFactor.objects.filter(report=locked, unit=unit).first() or UnitFactor(
        report=locked, unit=unit
    )
    if factor.pk and all(getattr(factor, name) == text for name, text in texts.items()):
        return factor
    for name, text in texts.items():
        setattr(factor, name, text)
    factor.save()
    audit.record(
        stream=f"laporan:{locked.pk}",
        act="faktor",
        by=by,
        at=at,
        title=title,
        detail={"unit": unit.name, **texts},
    )
    return factor


@transaction.atomic
def answer_oddities(
    *, report: Report, answers: Iterable[Decision], by: User, at: datetime, title: str
) -> int:
    """Keep what was decided; returns how many were new or changed. `Refusal.field` is alasan-KEY of the one refused.

    Each is bound to the figure that was looked at: when the figure has changed since, nothing is kept.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    now = {(line.cell_id, line.kind): line for line in compute(locked).oddities}
    changed = 0
    for one in answers:
        line, reason = now.get((one.cell_id, one.kind)), one.reason.strip()
        if line is None or line.figure != one.figure:
            raise Refusal(
                "Angka yang dinilai sudah berubah atau tidak janggal lagi. Muat ulang halaman.",
                field=f"alasan-{one.key}",
            )
        if one.decision not in OddityAnswer.Decision.values:
            raise Refusal(f"Pilih diterima atau dikembalikan untuk {line.code}.", field=f"putusan-{one.key}")
        if not reason:
            raise Refusal(
                f"Tulis alasan putusan atas {line.code} ({line.label.lower()}).", field=f"alasan-{one.key}"
            )
        if (line.decision, line.reason) == (one.decision, reason):
            continue
        OddityAnswer.objects.update_or_create(
            cell_id=one.cell_id, kind=one.kind, figure=one.figure,
            defaults={"decision": one.decision, "reason": reason, "at": at, "by": by, "by_title": title},
        )  # fmt: skip
        audit.record(
            stream=f"laporan:{locked.pk}", act="kejanggalan dijawab", by=by, at=at, title=title,
            detail={
                "indikator": line.code, "unit": line.unit, "kejanggalan": line.label, "angka": line.figure,
                "putusan": one.decision, "alasan": reason,
            },
        )  # fmt: skip
        changed += 1
    return changed


def missing_for_freeze(report: Report, result: Result | None = None) -> list[str]:
    """What still stands between the figures and their freezing, as sentences; none = ready. `result`: computed already."""
    sentences = outstanding(report)
    states = set(report.submissions.values_list("state", flat=True))
    if not states:
        sentences.append("Belum ada unit yang menerima format. Sampaikan format lebih dahulu.")
    elif SubmissionState.DITERIMA not in states and not sentences:
        sentences.append("Tidak satu unit pun menyampaikan data. Buka kembali paling sedikit satu unit.")
    return [*sentences, *oddities.sentences((result or compute(report)).oddities)]


@transaction.atomic
def freeze(*, report: Report, by: User, at: datetime, title: str) -> Analysis:
    """Keep the result for good: plain data, its SHA-256, the next number. Refuses while anything is outstanding."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    result = compute(locked)
    if missing := missing_for_freeze(locked, result):
        raise Refusal("Analisis belum dapat dibekukan. " + " ".join(missing), field="bekukan")
    data = to_json(result)
    number = (locked.analyses.aggregate(last=Max("number"))["last"] or 0) + 1
    analysis = Analysis.objects.create(
        report=locked,
        number=number,
        data=data,
        sha256=digest(data),
        frozen_at=at,
        frozen_by=by,
        frozen_title=title,
    )
    audit.record(
        stream=f"laporan:{locked.pk}",
        act="analisis dibekukan",
        by=by,
        at=at,
        title=title,
        detail={"ke": number, "sha256": analysis.sha256},
    )
    return analysis


def latest(report: Report) -> Analysis | None:
    """The newest frozen analysis."""
    return report.analyses.order_by("-number").first()


__all__ = [
    "Decision",
    "answer_oddities",
    "bands",
    "compute",
    "freeze",
    "latest",
    "missing_for_freeze",
    "office_scale",
    "row_result",
    "save_factor",
]
