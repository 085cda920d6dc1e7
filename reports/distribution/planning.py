"""Whom the report is meant for, before it is signed: the surat pengantar is addressed to them, and step 9 begins with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import Unit, User
from accounts.posts import Desk
from reports.collection import actors
from reports.covering_letter import contents
from reports.distribution.models import MOST_COPIES, DistributionPlan
from reports.report import Report
from reports.rules_paper import is_signed

LONGEST_NAME = 200


@dataclass(frozen=True)
class Recipient:
    """A unit of the office (`unit_id`) or somebody outside it (`name`), with the number of copies on paper.

    `tembusan`: named at the foot of the surat pengantar instead of being addressed by it.
    """

    unit_id: int | None = None
    name: str = ""
    email: str = ""
    quantity: int = 1
    tembusan: bool = False


def checked(recipients: Iterable[Recipient]) -> list[Recipient]:
    """The recipients in their order, each once and tidied. Raises Refusal with the sentence for the first that is wrong."""
    kept: dict[int | str, Recipient] = {}
    for one in recipients:
        name, email = " ".join(one.name.split()), one.email.strip()
        if one.unit_id is None and not name:
            continue
        who = name or "unit ini"
        if len(name) > LONGEST_NAME:
            raise Refusal(
                f"Nama penerima “{name[:40]}…” terlalu panjang. Paling banyak {LONGEST_NAME} huruf.",
                field="outside",
            )
        if not 1 <= one.quantity <= MOST_COPIES:
            raise Refusal(f"Rangkap untuk {who} harus antara 1 dan {MOST_COPIES}.", field="outside")
        if email and not _is_address(email):
            raise Refusal(
                f"Alamat surel {name}, “{email[:60]}”, tidak lengkap. Tulis seperti nama@contoh.go.id, atau kosongkan.",
                field="outside",
            )
        kept.setdefault(
            one.unit_id if one.unit_id is not None else name.casefold(),
            Recipient(one.unit_id, name if one.unit_id is None else "", email, one.quantity, one.tembusan),
        )
    if not kept:
        raise Refusal(
            "Belum ada penerima. Pilih sedikitnya satu unit atau tulis penerima luar.", field="units"
        )
    return list(kept.values())


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


@transaction.atomic
def save_plan(*, report: Report, recipients: Iterable[Recipient], by: User, at: datetime) -> DistributionPlan:
    """Keep whom the report is meant for, until it is signed. Raises Refusal or NotYours."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    post = actors.manager(Desk(by, at))
    if post is None:
        raise NotYours("Penerima ditetapkan Staf Perencana atau Kasubag Perencanaan.")
    if is_signed(locked):
        raise Refusal("Laporan sudah ditandatangani. Penerima berikutnya ditambahkan di langkah 9.")
    chosen = checked(recipients)
    plan, _ = DistributionPlan.objects.update_or_create(
        report=locked, defaults={"recipients": [asdict(one) for one in chosen], "at": at, "by": by}
    )
    audit.record(
        stream=f"laporan:{locked.pk}", act="penerima direncanakan", by=by, at=at, title=post.jabatan,
        detail={"penerima": names(chosen)},
    )  # fmt: skip
    return plan


def planned(report: Report) -> list[Recipient]:
    """The plan; without one, the units that gave data and whoever asked."""
    plan = DistributionPlan.objects.filter(report=report).first()
    if plan is not None:
        return [Recipient(**row) for row in plan.recipients]
    units = report.submissions.order_by("unit__order").values_list("unit_id", flat=True)
    return [Recipient(name=report.requester), *(Recipient(unit_id=pk) for pk in units)]


def names(recipients: Sequence[Recipient]) -> list[str]:
    """How each is written, in the order given."""
    units = dict(
        Unit.objects.filter(pk__in=[one.unit_id for one in recipients if one.unit_id]).values_list(
            "pk", "name"
        )
    )
    return [units.get(one.unit_id, "") if one.unit_id else one.name for one in recipients]


def letter_contents(report: Report) -> dict[str, Any]:
    """What the surat pengantar says by the plan: addressed to the recipients outside, copied to those marked so."""
    chosen = [one for one in planned(report) if one.unit_id is None or one.tembusan]
    addressed = [one for one in chosen if one.unit_id is None and not one.tembusan]
    copied = [one for one in chosen if one.tembusan]
    return contents(
        report,
        recipients=names(addressed),
        copies=max((one.quantity for one in addressed), default=1),
        copied_to=names(copied),
    )
