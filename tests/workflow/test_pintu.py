"""Doors that no page shows: whoever types the address meets the same rule as whoever presses the button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import time_machine
from django.test import Client

from accounts.models import User
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.letters import Sifat
from workflow.sop import Action, Step

Klien = Callable[[User], Client]


def test_the_figures_of_a_rahasia_case_stay_closed_to_leaders_it_has_not_reached(
    office: Office, klien: Klien, at: datetime
) -> None:
    journey = Journey(office, at, sifat=Sifat.RAHASIA)
    journey.act(Action.DISPOSISIKAN, office.kadis, {"recipients": [office.perencanaan.pk]})
    journey.to(Step.PENGUMPULAN)
    address = f"/isian/{journey.submission('sd').pk}/"
    with time_machine.travel(journey.now, tick=False):
        assert klien(office.sekretaris).get(address).status_code == 404
        assert klien(office.sekretaris).post(address, {"aksi": "terima"}).status_code == 404
        for person in (office.kadis, office.kasubag, office.staf_perencana, office.staf_sd):
            assert klien(person).get(address).status_code == 200
