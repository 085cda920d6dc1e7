"""A version as rows for reading: each paragraph, table and chart with the remarks pinned to it, and what this reader may do with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.desk import desk_of
from reports.correcting import anchors
from reports.correcting.services import remarks_of
from reports.drafting import images
from reports.drafting.typed import mark_typed
from reports.models import DraftRemark, Report, Version
from workflow.case import ReportRequest
from workflow.correcting import CORRECTING, action_at
from workflow.rules import acting_post
from workflow.views.paper_document import on_screen

NOTHING_KNOWN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class ShownRemark:
    """One remark as its reader sees it on a version."""

    remark: DraftRemark
    number: int
    block: anchors.Block | None
    """Where it stands in the version that is shown; None when its paragraph is gone."""
    earlier: bool
    """It was pinned to an earlier version than the one shown."""
    turn: str = ""
    """ "penyusun" answers and marks dealt with, "pemilik" confirms or asks again, "" reads."""

    @property
    def state(self) -> str:
        """The pill: word of the state's colour."""
        if not self.remark.is_open:
            return "selesai"
        return "dikembalikan" if self.remark.waits_for_writer else "menunggu"

    @property
    def words(self) -> str:
        """The state in words."""
        if not self.remark.is_open:
            return "Selesai"
        return "Belum diperbaiki" if self.remark.waits_for_writer else "Sudah diperbaiki"

    @property
    def folded(self) -> bool:
        """The corrector waits for the writer: there is little to do here, so it takes no room."""
        return self.turn == "pemilik" and self.remark.waits_for_writer


@dataclass
class Row:
    """One paragraph, table or chart with its remarks."""

    block: anchors.Block
    html: SafeString
    remarks: list[ShownRemark] = field(default_factory=list)
    writing: bool = False


def shown_remarks(request: HttpRequest, case: ReportRequest, version: Version) -> list[ShownRemark]:
    """The remarks up to this version, each placed in it; what may be done, by whose turn it is now."""
    report = case.report
    assert report is not None
    post = acting_post(case, action_at(case.step), desk_of(request))
    executor = case.edition.row(case.step).executor if case.step and post else None
    among = anchors.blocks(version)
    found = []
    for number, remark in enumerate(remarks_of(report), start=1):
        if remark.version.number > version.number:
            continue
        turn = ""
        if remark.is_open and executor is not None:
            own = remark.pelaksana == executor
            turn = ("pemilik" if case.step in CORRECTING else "") if own else "penyusun"
        place = anchors.found_again(
            section=remark.section, index=remark.block, quote=remark.quote, among=among
        )
        found.append(ShownRemark(remark, number, place, remark.version_id != version.pk, turn))
    return found


def rows(
    version: Version, remarks: list[ShownRemark], report: Report, writing: str = "", generated: Mapping[str, str] = NOTHING_KNOWN
) -> tuple[list[Row], list[ShownRemark]]:  # fmt: skip
    """Every block of the version with its remarks, and the remarks whose paragraph is gone. `writing`: where one is being written.

    `generated`: what the system wrote into each section; numbers that do not stand there were typed by hand and are marked.
    """
    made = [
        Row(block, on_screen(images.on_screen(_marked(block, generated), report)), [], block.name == writing)
        for block in anchors.blocks(version)
    ]
    by_name = {row.block.name: row for row in made}
    gone = []
    for one in remarks:
        if one.block is None:
            gone.append(one)
        else:
            by_name[one.block.name].remarks.append(one)
    return made, gone


def _marked(block: anchors.Block, generated: Mapping[str, str]) -> str:
    """The block with its typed numbers marked. Headings are numbered by the template; tables and charts come from the analysis."""
    own = generated.get(block.section)
    if own is None or block.kind in ("judul", "grafik") or 'class="tabel-kertas"' in block.html:
        return block.html
    return mark_typed(block.html, own)


def may_pin(request: HttpRequest, case: ReportRequest) -> bool:
    """Whether this reader may write remarks now."""
    return case.step in CORRECTING and acting_post(case, action_at(case.step), desk_of(request)) is not None
