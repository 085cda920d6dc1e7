"""What a leaver holds open in the cases and forms, and who goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from accounts.models import Assignment, User
from accounts.office.leaving import Follows, foresees
from accounts.posts import acting_without, held_posts, keepers_of_letters
from accounts.roles import Role
from reports.collection.models import Submission, SubmissionState
from workflow.people.moving import open_work, pelaksana_of
from workflow.visits import StepRecord


@foresees
def _posts(person: User, at: datetime) -> Iterator[Follows]:
    for post in held_posts(person, at):
        if post.is_superseded:
            yield Follows(post.jabatan, "sudah dijalankan penggantinya")
        else:
            yield _post(post, person, at)
    if [one.pk for one in keepers_of_letters(at)] == [person.pk]:
        yield Follows(
            "Tugas penerima surat",
            refusal=f"{person} satu-satunya penerima surat. Beri tugas itu kepada staf lain lebih dahulu.",
        )


def _post(post: Assignment, person: User, at: datetime) -> Follows:
    work = [item for item in open_work(post.unit, post.role) if item.jenis != "tanda terima"]
    what = (
        f"{post.jabatan}: {len(work)} pekerjaan terbuka"
        if work
        else f"{post.jabatan}: tidak ada yang terbuka"
    )
    after = acting_without(post.unit, post.role, person, at)
    if (
        not after
        and pelaksana_of(post.unit, post.role) is None
        and post.role in (Role.STAF, Role.KEPALA_SEKSI)
    ):
        after = _heads_above(post, person, at)
    if after:
        return Follows(what, ", ".join(f"{one.person}, {one.jabatan}" for one in after))
    if not work:
        return Follows(what, "jabatan kosong sampai diisi")
    return Follows(
        what,
        refusal=f"{post.jabatan} memegang {len(work)} pekerjaan terbuka dan tidak ada yang melanjutkan. Catat dulu "
        f"{'staf lain' if post.role == Role.STAF else 'Plt. atau Plh.'} untuk jabatan ini, lalu tutup akunnya.",
    )


def _heads_above(post: Assignment, person: User, at: datetime) -> list[Assignment]:
    """A unit's form without staf or Kepala Seksi falls to the head of the unit it belongs to."""
    unit = post.unit if post.role == Role.STAF else post.unit.parent
    while unit is not None:
        if found := acting_without(unit, unit.head_role, person, at):
            return found
        unit = unit.parent
    return []


@foresees
def _assigned(person: User, at: datetime) -> Iterator[Follows]:
    count = StepRecord.objects.filter(finished_at__isnull=True, assignee=person).count()
    if count:
        yield Follows(f"{count} langkah yang ditugaskan kepadanya", "semua staf perencana")
    forms = Submission.objects.filter(state=SubmissionState.MENGISI, assignee=person).count()
    if forms:
        yield Follows(f"{forms} isian yang ditugaskan kepadanya", "semua staf unit itu")
