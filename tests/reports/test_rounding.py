"""How fine a percentage is printed and judged is the office's own setting; what is frozen keeps the one it was frozen with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.analysis import result as results
from reports.analysis.explain import average_steps, row_steps
from reports.analysis.formulas import Band, predikat
from reports.analysis.models import AverageRule
from reports.analysis.services import compute
from reports.charts import row_words
from reports.drafting.references import average_words, cell_words
from reports.e81.reading import read
from tests.factories import Office
from tests.reports.data import accept_all, answer, open_all

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
BANDS = (Band("Tinggi", Decimal(90)), Band("Sangat Tinggi", None))


@pytest.mark.parametrize(
    ("places", "printed", "name"),
    [(2, "90,04", "Sangat Tinggi"), (1, "90,0", "Tinggi"), (0, "90", "Tinggi")],
)
def test_what_is_printed_is_what_is_judged(
    office: Office, at: datetime, places: int, printed: str, name: str
) -> None:
    AverageRule.objects.update(places=places)
    collection = open_all(office, at)
    collection.sd.cells.filter(code="SD.1").update(target=Decimal(250), decimals=1)
    answer(collection, "SD.1", "225,1", office, at)  # 90.04 %
    result = compute(collection.report)
    row = result.units[0].rows[0]
    assert row.capaian == Decimal("90.04"), "what is kept is never rounded"
    assert cell_words(row, "capaian") == printed
    assert average_words(result.average, None, "") == printed
    assert row_words(row).startswith(f"{printed} %")
    assert f"= {printed} %." in row_steps(row, result)[0]
    assert f"= {printed} %." in average_steps(result.units[0].rows, result.average, result)[0]
    assert predikat(row.capaian, BANDS, places) == next(band for band in BANDS if band.name == name)


def test_units_that_print_alike_share_a_rank(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    collection.sd.cells.filter(code="SD.1").update(target=Decimal(250), decimals=1)
    collection.smp.cells.filter(code="SMP.1").update(
        target=Decimal(250), target_high=None, direction="naik", decimals=1
    )
    answer(collection, "SD.1", "225,1", office, at)  # 90.04 %
    answer(collection, "SMP.1", "225,0", office, at)  # 90 %
    ranks = {}
    for places in (2, 1):
        AverageRule.objects.update(places=places)
        ranks[places] = {
            unit.short_name: unit.rank for unit in compute(collection.report).units if unit.rank is not None
        }
    assert ranks == {2: {"SD": 1, "SMP": 2}, 1: {"SD": 1, "SMP": 1}}


def test_what_is_frozen_keeps_its_rounding(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    answer(collection, "SD.1", "76", office, at)  # 95 %
    frozen = results.to_json(compute(collection.report))
    AverageRule.objects.update(places=0)
    assert cell_words(results.read(frozen).units[0].rows[0], "capaian") == "95,00"
    assert cell_words(compute(collection.report).units[0].rows[0], "capaian") == "95"
    for unit in frozen["units"]:  # as frozen before the office could choose
        for row in unit["rows"]:
            del row["places"]
    assert cell_words(results.read(frozen).units[0].rows[0], "capaian") == "95,00"


def test_the_form_of_a_unit_shows_it_at_once(
    office: Office, at: datetime, klien: Callable[[User], Client]
) -> None:
    collection = open_all(office, at)
    answer(collection, "SD.1", "76", office, at)
    address, client = reverse("isian", args=[collection.sd.pk]), klien(office.staf_sd)
    assert "95,00 %" in client.get(address).content.decode()
    AverageRule.objects.update(places=1)
    page = client.get(address).content.decode()
    assert "95,0 %" in page
    assert "95,00 %" not in page


def test_form_e81_follows_it(office: Office, at: datetime) -> None:
    accept_all(open_all(office, at), office, at)
    AverageRule.objects.update(places=1)
    assert read(year=2026, through=3, at=at, readable=lambda report: True).places == 1


def test_no_finer_than_the_bounds_of_the_predikat(office: Office) -> None:
    rule = AverageRule.objects.get()
    rule.places = 3
    with pytest.raises(ValidationError, match="Paling banyak 2"):
        rule.full_clean()
