"""Who may do what with people and posts."""

from __future__ import annotations

from accounts import policy
from accounts.models import Absence, Assignment, PostOrder, User
from accounts.posts import Desk, belongs_to
from accounts.roles import HEAD_ROLES, MANDATES, Mode


@policy.rule("akhiri", Assignment)
def may_end(desk: Desk, post: Assignment) -> str | None:
    """The admin ends any post, TU a Plt., Plh. or Pj.; a definitif head also ends the Plh. standing in for him."""
    stands_in = post.mode not in {Mode.DEFINITIF, *MANDATES}
    if desk.is_office_admin or (stands_in and desk.receives_letters):
        return None
    stands_in_for_me = post.mode == Mode.PLH and any(
        own.unit_id == post.unit_id and own.role == post.role and own.mode != Mode.PLH for own in desk.held
    )
    if stands_in_for_me:
        return None
    return "Hanya admin kantor, TU, atau pejabat yang sedang digantikan oleh Plh., yang dapat mengakhiri jabatan ini."


@policy.rule("tunjuk", Assignment)
def may_appoint(desk: Desk, post: Assignment | type[Assignment]) -> str | None:
    """TU, whoever has the duty of recording letters, and the admin enter Plt., Plh. and Pj."""
    if desk.manages_posts:
        return None
    return "Plt., Plh. dan Pj. dicatat penerima surat (TU) atau admin kantor. Sampaikan surat perintahnya kepada mereka."


@policy.rule("catat", Absence)
def may_record_absence(desk: Desk, absence: Absence) -> str | None:
    """One's own leave; everybody's for TU and the admin."""
    if desk.manages_posts or absence.person_id == desk.user.pk:
        return None
    return "Cuti orang lain dicatat penerima surat (TU) atau admin kantor."


@policy.rule("pilih_penyiap", User)
def may_choose_aide(desk: Desk, official: User) -> str | None:
    """Who prepares for an official is chosen by the official, by TU or by the admin."""
    if desk.manages_posts:
        return None
    if official.pk == desk.user.pk and any(post.role in HEAD_ROLES for post in desk.posts):
        return None
    return "Penyiap dipilih pejabatnya sendiri, TU, atau admin kantor."


@policy.rule("tutup", User)
def may_close(desk: Desk, person: User) -> str | None:
    """The admin closes the account of a leaver; never their own, and a superuser's only as one."""
    if not desk.is_office_admin:
        return "Akun pegawai yang keluar ditutup admin kantor."
    if person.pk == desk.user.pk:
        return "Anda tidak dapat menutup akun Anda sendiri. Minta admin kantor yang lain."
    if person.is_superuser and not desk.user.is_superuser:
        return f"Akun {person} tidak dapat ditutup admin kantor."
    return None


@policy.rule("lihat", PostOrder)
def may_read_order(desk: Desk, order: PostOrder) -> str | None:
    """The scan of the letter: TU, the admin, whoever holds the post or stands in, and the heads above it."""
    post = order.assignment
    same = any(own.unit_id == post.unit_id and own.role == post.role for own in desk.held)
    above = any(
        own.role in HEAD_ROLES and own.unit_id != post.unit_id and belongs_to(post, own.unit)
        for own in desk.held
    )
    if desk.manages_posts or post.person_id == desk.user.pk or same or above:
        return None
    return "Surat perintah ini hanya untuk pejabatnya, atasannya, TU, dan admin kantor."
