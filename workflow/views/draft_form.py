"""What a post of step 5 holds: the text of sections, and what the pressed button says of one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest

from accounts.forms_base import read_key
from reports.drafting import merging
from reports.drafting.rich import clean_text, from_plain
from reports.models import DraftSection, Report
from workflow.writing import Typed


@dataclass(frozen=True)
class Wish:
    """The pressed button: "simpan", "ajukan", or a word for one section.

    "pakai:7" takes section 7's generated text, "tetap:7" keeps what people wrote there; "timpa:7:4" keeps one's own text over version 4 after having seen it,
    "ambil:7:4" gives it up for that version, "gabung:7:4" puts both together.
    """

    kind: str
    section: str = ""
    version: int | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Wish:
        kind, _, rest = request.POST.get("aksi", "simpan").partition(":")
        section, _, version = rest.partition(":")
        return cls(kind, section, read_key(version) if version else None)

    def applied(self, typed: Typed, section: DraftSection) -> Typed:
        """What is to be saved of this section after the button."""
        if str(section.pk) != self.section:
            return typed
        if self.kind == "pakai":
            return replace(typed, text=section.generated_text)
        if self.kind == "ambil":
            return replace(typed, text=section.text)
        if self.version is None:
            return typed
        if self.kind == "gabung":
            both = merging.merge(base=typed.base, theirs=section.text, mine=typed.text)
            return replace(typed, text=both, seen_version=self.version)
        return replace(typed, seen_version=self.version) if self.kind == "timpa" else typed


def changed(request: HttpRequest, report: Report, wish: Wish) -> list[Typed]:
    """What the post holds that differs from what is stored; a browser's line ends are not a difference."""
    found = []
    for section in report.sections.all():
        typed = typed_of(request, section)
        if typed is not None and (wanted := wish.applied(typed, section)).text != section.text:
            found.append(wanted)
    return found


def typed_of(request: HttpRequest, section: DraftSection) -> Typed | None:
    """What the form holds for one section: `html-<id>` from the editor, else the plain paragraphs of `teks-<id>`."""
    html, text = request.POST.get(f"html-{section.pk}"), request.POST.get(f"teks-{section.pk}")
    version = read_key(request.POST.get(f"versi-{section.pk}", ""))
    if version is None or (html is None and text is None):
        return None
    written = html if html is not None else from_plain(text or "", section.text)
    base = clean_text(request.POST.get(f"dasar-{section.pk}", ""))
    return Typed(section.pk, clean_text(written), version, base)
