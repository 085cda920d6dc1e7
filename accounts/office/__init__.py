"""The office's own services: units, people and posts (Plt./Plh. and leave: `stand_ins`, `absences`). The admin's screens save through these.

Each `check_*` raises Refusal without writing, so that a form can ask first; each `save_*` asks again under
a lock, writes, and leaves an audit entry with old and new values.
"""

from accounts.office.people import check_nik, check_person, deactivate, save_own_contact, save_person
from accounts.office.posts import (
    assign,
    cancel_assignment,
    check_assignment,
    end_assignment,
    save_assignment,
)
from accounts.office.units import check_unit, save_unit

__all__ = [
    "assign",
    "cancel_assignment",
    "check_assignment",
    "check_nik",
    "check_person",
    "check_unit",
    "deactivate",
    "end_assignment",
    "save_assignment",
    "save_own_contact",
    "save_person",
    "save_unit",
]
