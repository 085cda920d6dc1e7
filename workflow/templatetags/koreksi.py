"""Correcting inside pages of other steps: remarks beside the sections of the draft, and what changed after whose paraf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template

from reports.correcting.summary import SectionChange, summary
from reports.models import Paraf, Version
from reports.signing import paraf
from workflow.case import ReportRequest
from workflow.views.remark_rows import ShownRemark, shown_remarks

if TYPE_CHECKING:
    from django.template import RequestContext

    from workflow.views.draft_page import SectionOnScreen

register = template.Library()


@register.simple_tag(takes_context=True)
def catatan_draft(context: RequestContext, kasus: ReportRequest) -> list[ShownRemark]:
    """``{% catatan_draft kasus as catatan %}``: the remarks on the newest version; none before there is one."""
    version = kasus.report.versions.order_by("-number").first() if kasus.report else None
    return shown_remarks(context.request, kasus, version) if version is not None else []


@register.filter
def pada_bagian(remarks: list[ShownRemark], key: str) -> list[ShownRemark]:
    """Those of one section: where their paragraph is now, else where it was."""
    return [one for one in remarks if (one.block.section if one.block else one.remark.section) == key]


@register.filter
def tanpa_bagian(remarks: list[ShownRemark], items: list[SectionOnScreen]) -> list[ShownRemark]:
    """Those whose whole section is gone from the draft, so that they stand beside none of `items`."""
    keys = {item.section.key for item in items}
    return [one for one in remarks if (one.block.section if one.block else one.remark.section) not in keys]


@register.filter
def terbuka(remarks: list[ShownRemark]) -> list[ShownRemark]:
    """Those that are not yet over."""
    return [one for one in remarks if one.remark.is_open]


@dataclass(frozen=True)
class ChangedAfter:
    """What superiors changed after these parafs, which were given over one version."""

    version: Version
    seals: tuple[Paraf, ...]
    changes: list[SectionChange]


@register.simple_tag
def berubah_sesudah(version: Version) -> list[ChangedAfter]:
    """``{% berubah_sesudah versi as sesudah %}``: per earlier version that carries parafs, what was changed after them."""
    older = [seal for seal in paraf.carried(version) if seal.version_id != version.pk]
    found = []
    for base in Version.objects.filter(pk__in={seal.version_id for seal in older}).order_by("number"):
        seals = tuple(seal for seal in older if seal.version_id == base.pk)
        found.append(ChangedAfter(base, seals, summary(base, version)))
    return found
