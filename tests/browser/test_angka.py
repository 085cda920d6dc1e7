"""Figures of the report under a hand: the card opens by keyboard, mouse and finger, and Esc closes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reports.paper_defaults import ensure_defaults
from tests.browser.conftest import PHONE, SitDown
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Step


@pytest.fixture
def address(office: Office) -> str:
    """The correction page of a draft that waits for the Kasubag."""
    ensure_defaults(apps)
    journey = Journey(office, timezone.now() - timedelta(hours=5)).to(Step.PARAF_KASUBAG)
    return reverse("workflow:koreksi", args=[journey.case.pk])


def test_the_keyboard_opens_a_figure_walks_to_the_next_and_comes_back(
    office: Office, address: str, sit_down: SitDown
) -> None:
    page = sit_down(office.kasubag).open(address)
    figures, card = (
        page.locator("[data-asal-angka] [data-angka]"),
        page.get_by_role("dialog", name="Asal angka"),
    )
    assert page.locator("[data-asal-angka] [data-angka][tabindex='0']").count() == 1
    expect(card).to_be_hidden()
    figures.first.focus()
    expect(card).to_contain_text("Semua isian")
    page.keyboard.press("ArrowRight")
    expect(figures.nth(1)).to_be_focused()
    expect(card).to_contain_text("Unit kerja yang diminta data")
    page.keyboard.press("Enter")
    expect(card).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(figures.nth(1)).to_be_focused()


def test_the_mouse_needs_only_to_rest_on_a_figure(office: Office, address: str, sit_down: SitDown) -> None:
    page = sit_down(office.kasubag).open(address)
    card = page.get_by_role("dialog", name="Asal angka")
    page.locator("[data-asal-angka] [data-angka$=':capaian']").first.hover()
    expect(card).to_contain_text("Capaian = ")
    expect(card.get_by_role("link", name="Buka sel, bukti, dan riwayatnya")).to_be_visible()
    page.locator("h1").first.hover()
    expect(card).to_be_hidden()


def test_a_tap_opens_a_sheet_that_leaves_the_figure_in_sight(
    office: Office, address: str, sit_down: SitDown
) -> None:
    page = sit_down(office.kasubag, viewport=PHONE, touch=True).open(address)
    figure = page.locator("[data-asal-angka] li [data-angka$=':capaian']").first
    figure.tap()
    card = page.get_by_role("dialog", name="Asal angka")
    expect(card).to_contain_text("Jawaban")
    below, above = figure.bounding_box(), card.bounding_box()
    assert below is not None
    assert above is not None
    assert below["y"] + below["height"] <= above["y"]
    card.get_by_role("button", name="Tutup").tap()
    expect(card).to_be_hidden()
