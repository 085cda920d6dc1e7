"""Who may exchange the catalogue with Excel: planners prepare, their head and the office admin apply."""

from __future__ import annotations

from accounts import policy
from accounts.posts import Desk
from accounts.roles import Pelaksana
from reports.indicators.exchange.services import APPLY, PREPARE
from reports.indicators.models import CatalogueImport


def acting_title(desk: Desk) -> str:
    """In which post the person acts here, as the trail writes it."""
    return desk.title_as(Pelaksana.KASUBAG_PERENCANAAN, Pelaksana.STAF_PERENCANA)


@policy.rule(PREPARE, CatalogueImport)
def may_prepare(desk: Desk, _: object) -> str | None:
    """Export, template, upload, check and preview."""
    if may_apply(desk, _) is None or desk.acts_as(Pelaksana.STAF_PERENCANA):
        return None
    return "Katalog indikator dikelola Sub Bagian Perencanaan."


@policy.rule(APPLY, CatalogueImport)
def may_apply(desk: Desk, _: object) -> str | None:
    """Write what was previewed."""
    if desk.acts_as(Pelaksana.KASUBAG_PERENCANAAN) or desk.is_office_admin:
        return None
    return "Impor diterapkan oleh Kepala Sub Bagian Perencanaan atau admin kantor."
