"""A unit's figures on their way: frozen copies, strict reading, staf -> Kasi -> head -> staf perencana, and every way back."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry
from accounts.posts import members
from accounts.roles import Mode, Role
from reports.collection import services
from reports.collection.models import CellChange, Evidence, SubmissionState
from reports.collection.opening import previews
from reports.indicators.models import Format, PeriodKind
from reports.indicators.periods import period
from tests.factories import Office, make_post
from tests.reports.data import (
    Collection,
    accept_all,
    answer,
    fill_sd,
    make_format,
    make_report,
    open_all,
    pdf_bytes,
    send_sd,
    upload,
)

S = SubmissionState


@pytest.fixture
def collection(office: Office, at: datetime) -> Collection:
    return open_all(office, at)


def state(submission: object) -> str:
    submission.refresh_from_db()  # type: ignore[attr-defined]
    return submission.state  # type: ignore[attr-defined,no-any-return]


# ── opening ──────────────────────────────────────────────────────────────────────────────────────
def test_each_unit_gets_a_frozen_copy_that_later_edits_do_not_reach(collection: Collection) -> None:
    cell = collection.cell("SD.1")
    cell.indicator.name = "Diubah kemudian"
    cell.indicator.save()
    cell.indicator.targets.update(value=Decimal(99))
    again = collection.cell("SD.1")
    assert (again.name, again.target) == ("Indikator SD.1", Decimal(80))
    assert collection.cell("SMP.1").target_high == Decimal(20)
    assert collection.cell("PAUD.1").target is None
    assert collection.report.submissions.count() == 3


def test_the_copy_remembers_the_last_accepted_figure_of_an_earlier_period(
    office: Office, at: datetime
) -> None:
    form = make_format(office)
    old = open_all(office, at, form=form, report=make_report(at, period(2025, PeriodKind.TRIWULAN, 4)))
    send_sd(old, office, at)
    services.accept(submission=old.sd, by=office.staf_perencana, at=at)
    answer(old, "SMP.1", "11", office, at)  # never accepted: nobody may build on it
    new = open_all(office, at, form=form)
    remembered = new.cell("SD.1")
    assert (remembered.previous_value, remembered.previous_label) == (Decimal(76), "Triwulan IV Tahun 2025")
    assert new.cell("SD.3").previous_answer == "nihil"
    assert new.cell("SMP.1").previous_answer == ""


@pytest.mark.parametrize(
    ("case", "words"),
    [("tanpa unit", "Belum ada unit"), ("tanpa baris", "tidak berisi indikator untuk"), ("kosong", "belum berisi indikator"),
     ("mati", "tidak dipakai lagi"), ("unit mati", "sudah tidak ada"), ("dua kali", "sudah disampaikan")],
)  # fmt: skip
def test_a_format_that_cannot_be_filled_is_not_sent(
    office: Office, at: datetime, case: str, words: str
) -> None:
    form, report, units = make_format(office), make_report(at), [office.sd]
    if case == "tanpa unit":
        units = []
    elif case == "tanpa baris":
        units = [office.sd, office.keuangan]
    elif case == "kosong":
        form = Format.objects.create(name="Kosong")
    elif case == "mati":
        form.is_active = False
    elif case == "unit mati":
        office.sd.is_active = False
    elif case == "dua kali":
        open_all(office, at, form=form, report=report)
    with pytest.raises(Refusal, match=words):
        services.open_collection(
            report=report, format=form, units=units, note="", due_at=at, by=office.kasubag, at=at
        )
    assert report.submissions.count() == (3 if case == "dua kali" else 0)


def test_the_preview_shows_what_the_unit_would_get_and_saves_nothing(office: Office, at: datetime) -> None:
    form = make_format(office)
    rows = previews(form, [office.sd], period(2026, PeriodKind.TRIWULAN, 3))[office.sd.pk]
    assert [(row.code, row.target) for row in rows] == [
        ("SD.1", Decimal(80)),
        ("SD.2", Decimal("0.40")),
        ("SD.3", Decimal(50)),
    ]
    assert all(row.pk is None for row in rows)


# ── one cell ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("88,03", "88.03"),
        ("88.03", "88.03"),
        (" 88,5 % ", "88.5"),
        ("0", "0"),
        ("-1,5", "-1.5"),
        ("100", "100"),
    ],
)
def test_a_figure_is_read_with_comma_or_point(
    collection: Collection, office: Office, at: datetime, text: str, value: str
) -> None:
    assert answer(collection, "SD.1", text, office, at).value == Decimal(value)


def test_a_grouped_thousand_is_read_as_one(collection: Collection, office: Office, at: datetime) -> None:
    assert answer(collection, "SD.3", "1.234", office, at).value == Decimal(1234)


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("SD.1", "delapan puluh", "bukan angka"),
        ("SD.1", "88,03 atau 89", "bukan angka"),
        ("SD.1", "1.2.3", "bukan angka"),
        ("SD.1", "88.125", "terbaca 88.125 persen"),
        ("SD.1", "88,125", "Paling banyak 2 angka di belakang koma"),
        ("SD.3", "12,5", "ditulis tanpa koma"),
        ("SMP.1", "1" * 15, "terlalu besar"),
        ("SMP.1", "1" * 40, "terlalu besar"),
    ],
)
def test_a_figure_that_cannot_be_believed_is_refused_with_the_cure(
    collection: Collection, office: Office, at: datetime, code: str, text: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        answer(collection, code, text, office, at)
    assert refused.value.field == "value"
    assert collection.cell(code).answer == ""


@pytest.mark.parametrize("kind", ["belum_tersedia", "tidak_berlaku"])
def test_an_answer_without_a_figure_needs_its_reason(
    collection: Collection, office: Office, at: datetime, kind: str
) -> None:
    with pytest.raises(Refusal, match="memerlukan alasan"):
        answer(collection, "SD.1", "   ", office, at, kind=kind)
    assert answer(collection, "SD.1", "Dirilis November.", office, at, kind=kind).answer == kind


def test_nihil_is_an_answer_of_its_own_and_takes_no_figure(
    collection: Collection, office: Office, at: datetime
) -> None:
    saved = answer(collection, "SD.3", "", office, at, kind="nihil")
    assert (saved.answer, saved.value) == ("nihil", None)
    with pytest.raises(Refusal, match="tidak disertai angka"):
        services.save_cell(
            cell_id=saved.pk, entry=services.Entry(answer="nihil", value="7"), seen_version=saved.version,
            by=office.staf_sd, at=at,
        )  # fmt: skip


def test_a_cell_may_be_cleared_and_its_history_stays(
    collection: Collection, office: Office, at: datetime
) -> None:
    answer(collection, "SD.1", "70", office, at)
    answer(collection, "SD.1", "71", office, at)
    cell = collection.cell("SD.1")
    services.save_cell(
        cell_id=cell.pk,
        entry=services.Entry(answer=""),
        seen_version=cell.version,
        by=office.kasi_sd,
        at=at,
    )
    trail = [(change.old_value, change.new_value, change.by_title) for change in cell.changes.order_by("pk")]
    assert trail == [
        (None, Decimal(70), "Staf Seksi Kurikulum SD"),
        (Decimal(70), Decimal(71), "Staf Seksi Kurikulum SD"),
        (Decimal(71), None, "Kepala Seksi Kurikulum SD"),
    ]


def test_saving_what_stands_there_leaves_no_history(
    collection: Collection, office: Office, at: datetime
) -> None:
    answer(collection, "SD.1", "70", office, at)
    before = collection.cell("SD.1").version
    answer(collection, "SD.1", "70,00", office, at)
    assert collection.cell("SD.1").version == before
    assert CellChange.objects.count() == 1


def test_two_people_on_one_cell_the_slower_is_told_who_changed_it_to_what(
    collection: Collection, office: Office, at: datetime
) -> None:
    cell = collection.cell("SD.1")
    seen = cell.version
    services.save_cell(
        cell_id=cell.pk,
        entry=services.Entry(answer="nilai", value="88,03"),
        seen_version=seen,
        by=office.staf_sd,
        at=at,
    )
    with pytest.raises(services.CellConflict) as refused:
        services.save_cell(
            cell_id=cell.pk,
            entry=services.Entry(answer="nilai", value="87"),
            seen_version=seen,
            by=office.kasi_sd,
            at=at,
        )
    assert office.staf_sd.name in refused.value.message
    assert "menjadi 88,03 pada 12 Oktober 2026 pukul 09.00" in refused.value.message
    assert "Isian Anda, 87, belum disimpan" in refused.value.message
    assert collection.cell("SD.1").value == Decimal("88.03")
    services.save_cell(
        cell_id=cell.pk, entry=services.Entry(answer="nilai", value="87"), seen_version=refused.value.current.version,
        by=office.kasi_sd, at=at,
    )  # fmt: skip
    assert collection.cell("SD.1").value == Decimal(87)


WRITERS = {
    S.MENGISI: {"staf_sd", "kasi_sd", "kabid_sd"},
    S.MENUNGGU_KASI: {"kasi_sd", "kabid_sd"},
    S.MENUNGGU_KEPALA: {"kabid_sd"},
    S.TERKIRIM: set(),
    S.DITERIMA: set(),
    S.DIKECUALIKAN: set(),
}


@pytest.mark.parametrize("at_state", list(SubmissionState))
def test_only_the_desk_it_lies_on_writes_a_cell(
    collection: Collection, office: Office, at: datetime, at_state: str
) -> None:
    collection.sd.state, collection.sd.excuse = at_state, "sebab" if at_state == S.DIKECUALIKAN else ""
    collection.sd.save()
    writers = set()
    for place, (name, person) in enumerate(office.people.items()):
        cell = collection.cell("SD.1")
        try:
            services.save_cell(
                cell_id=cell.pk, entry=services.Entry(answer="nilai", value=str(place)), seen_version=cell.version,
                by=person, at=at,
            )  # fmt: skip
        except Refusal:
            continue
        writers.add(name)
    assert writers == WRITERS[SubmissionState(at_state)]


# ── the way up ───────────────────────────────────────────────────────────────────────────────────
def test_a_submission_goes_from_staf_over_kasi_and_kabid_to_the_staf_perencana(
    collection: Collection, office: Office, at: datetime
) -> None:
    send_sd(collection, office, at)
    assert state(collection.sd) == S.TERKIRIM
    assert collection.sd.checked_by == f"{office.kasi_sd.name}, Kepala Seksi Kurikulum SD"
    assert collection.sd.sent_by == f"{office.kabid_sd.name}, Kepala Bidang Pembinaan SD"
    assert not collection.sd.check_skipped
    services.accept(submission=collection.sd, by=office.staf_perencana, at=at)
    assert state(collection.sd) == S.DITERIMA
    acts = list(
        AuditEntry.objects.filter(stream=f"laporan:{collection.report.pk}").values_list("act", flat=True)
    )
    assert acts == [
        "format disampaikan",
        "isian diserahkan",
        "isian diperiksa",
        "isian dikirim",
        "isian diterima",
    ]


def test_what_is_not_answered_is_listed_cell_by_cell(
    collection: Collection, office: Office, at: datetime
) -> None:
    answer(collection, "SMP.2", "91", office, at)
    with pytest.raises(Refusal) as refused:
        services.hand_over(submission=collection.smp, by=office.staf_smp, at=at)
    assert "SMP.1 Indikator SMP.1: belum dijawab." in refused.value.message
    assert "SMP.2 Indikator SMP.2: bukti wajib belum dilampirkan." in refused.value.message
    assert state(collection.smp) == S.MENGISI


def test_compulsory_evidence_counts_only_beside_a_figure(
    collection: Collection, office: Office, at: datetime
) -> None:
    answer(collection, "SMP.1", "16", office, at)
    answer(collection, "SMP.2", "91", office, at)
    services.add_evidence(
        cell_id=collection.cell("SMP.2").pk, link="https://dapo.contoh.id/rekap", by=office.staf_smp, at=at
    )
    services.hand_over(submission=collection.smp, by=office.staf_smp, at=at)
    assert state(collection.smp) == S.MENUNGGU_KASI


def test_a_unit_without_kepala_seksi_skips_the_check_visibly(
    collection: Collection, office: Office, at: datetime
) -> None:
    answer(collection, "PAUD.1", "55", office, at)
    services.hand_over(submission=collection.paud, by=office.staf_paud, at=at)
    assert state(collection.paud) == S.MENUNGGU_KEPALA
    assert collection.paud.check_skipped
    services.send(submission=collection.paud, by=office.kabid_paud, at=at)
    assert state(collection.paud) == S.TERKIRIM


def test_a_head_may_send_past_a_waiting_kasi_and_the_skip_shows(
    collection: Collection, office: Office, at: datetime
) -> None:
    fill_sd(collection, office, at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    services.send(submission=collection.sd, by=office.kabid_sd, at=at)
    assert state(collection.sd) == S.TERKIRIM
    assert (collection.sd.checked_by, collection.sd.check_skipped) == ("", True)


# act -> who may, in the state where it exists; written out by hand
ACTORS = {
    "hand_over": (S.MENGISI, {"staf_sd", "kasi_sd", "kabid_sd"}),
    "check": (S.MENUNGGU_KASI, {"kasi_sd"}),
    "send": (S.MENUNGGU_KEPALA, {"kabid_sd"}),
    "return_to_staff": (S.MENUNGGU_KASI, {"kasi_sd", "kabid_sd"}),
    "recall": (S.TERKIRIM, {"kabid_sd"}),
    "accept": (S.TERKIRIM, {"staf_perencana"}),
    "return_to_unit": (S.TERKIRIM, {"staf_perencana"}),
    "excuse": (S.MENGISI, {"staf_perencana"}),
}
EXTRA = {
    "return_to_staff": {"note": "periksa"},
    "return_to_unit": {"note": "periksa"},
    "excuse": {"reason": "sakit"},
}


@pytest.mark.parametrize("act", list(ACTORS))
def test_every_act_belongs_to_the_posts_named_for_it(
    collection: Collection, office: Office, at: datetime, act: str
) -> None:
    fill_sd(collection, office, at)
    where, expected = ACTORS[act]
    allowed = set()
    for name, person in office.people.items():
        type(collection.sd).objects.filter(pk=collection.sd.pk).update(state=where, excuse="")
        try:
            getattr(services, act)(submission=collection.sd, by=person, at=at, **EXTRA.get(act, {}))
        except NotYours:
            continue
        allowed.add(name)
    assert allowed == expected


@pytest.mark.parametrize("act", list(ACTORS))
@pytest.mark.parametrize("where", list(SubmissionState))
def test_an_act_outside_its_moment_is_refused_with_where_things_stand(
    collection: Collection, office: Office, at: datetime, act: str, where: str
) -> None:
    fill_sd(collection, office, at)
    exists = {
        "hand_over": {S.MENGISI}, "check": {S.MENUNGGU_KASI}, "send": {S.MENUNGGU_KASI, S.MENUNGGU_KEPALA},
        "return_to_staff": {S.MENUNGGU_KASI, S.MENUNGGU_KEPALA}, "recall": {S.TERKIRIM}, "accept": {S.TERKIRIM},
        "return_to_unit": {S.TERKIRIM}, "excuse": {S.MENGISI, S.MENUNGGU_KASI, S.MENUNGGU_KEPALA},
    }  # fmt: skip
    if where in exists[act]:
        pytest.skip("its moment")
    collection.sd.state, collection.sd.excuse = where, "sebab" if where == S.DIKECUALIKAN else ""
    collection.sd.save()
    actor = {"check": office.kasi_sd, "hand_over": office.staf_sd}.get(act, office.kabid_sd)
    actor = office.staf_perencana if act in ("accept", "return_to_unit", "excuse") else actor
    with pytest.raises(Refusal, match=r"sekarang|sudah mengirim"):
        getattr(services, act)(submission=collection.sd, by=actor, at=at, **EXTRA.get(act, {}))
    assert state(collection.sd) == where


def test_while_a_plh_runs_the_kabid_reads_but_does_not_send(
    collection: Collection, office: Office, at: datetime
) -> None:
    fill_sd(collection, office, at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    services.check(submission=collection.sd, by=office.kasi_sd, at=at)
    make_post(
        office.kasi_sd, Role.KEPALA_BIDANG, office.sd, at=at, mode=Mode.PLH, start=at.date(), end=at.date()
    )
    with pytest.raises(NotYours):
        services.send(submission=collection.sd, by=office.kabid_sd, at=at)
    services.send(submission=collection.sd, by=office.kasi_sd, at=at)
    collection.sd.refresh_from_db()
    assert collection.sd.sent_by.endswith("Plh. Kepala Bidang Pembinaan SD")


# ── the ways back ────────────────────────────────────────────────────────────────────────────────
def test_a_return_needs_a_note_and_pins_remarks_to_cells(
    collection: Collection, office: Office, at: datetime
) -> None:
    send_sd(collection, office, at)
    cell = collection.cell("SD.2")
    with pytest.raises(Refusal, match="Tulis apa yang perlu diperbaiki"):
        services.return_to_unit(submission=collection.sd, note=" ", by=office.staf_perencana, at=at)
    services.return_to_unit(
        submission=collection.sd,
        note="Periksa lagi.",
        remarks={cell.pk: "Beda dengan Dapodik."},
        by=office.staf_perencana,
        at=at,
    )
    assert state(collection.sd) == S.MENGISI
    assert (collection.sd.returns, collection.sd.sent_by, collection.sd.checked_by) == (1, "", "")
    remark = collection.cell("SD.2").remarks.get()
    assert (remark.text, remark.value_then) == ("Beda dengan Dapodik.", "0,44")
    assert collection.sd.is_returned
    answer(collection, "SD.2", "0,41", office, at)
    services.answer_remark(remark_id=remark.pk, text="Sudah disamakan.", by=office.staf_sd, at=at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    services.check(submission=collection.sd, by=office.kasi_sd, at=at)
    services.send(submission=collection.sd, by=office.kabid_sd, at=at)
    services.accept(submission=collection.sd, by=office.staf_perencana, at=at, resolved=[remark.pk])
    collection.sd.refresh_from_db()
    remark.refresh_from_db()
    assert (collection.sd.return_note, bool(remark.resolved_at)) == ("", True)


def test_a_remark_cannot_be_pinned_to_another_units_cell(
    collection: Collection, office: Office, at: datetime
) -> None:
    send_sd(collection, office, at)
    with pytest.raises(Refusal, match="sel dari isian lain"):
        services.return_to_unit(
            submission=collection.sd,
            note="x",
            remarks={collection.cell("SMP.1").pk: "y"},
            by=office.staf_perencana,
            at=at,
        )
    assert state(collection.sd) == S.TERKIRIM


def test_the_head_takes_it_back_while_nobody_accepted_it(
    collection: Collection, office: Office, at: datetime
) -> None:
    send_sd(collection, office, at)
    services.recall(submission=collection.sd, by=office.kabid_sd, at=at)
    assert state(collection.sd) == S.MENUNGGU_KEPALA
    services.return_to_staff(submission=collection.sd, note="Ubah SD.1.", by=office.kabid_sd, at=at)
    assert state(collection.sd) == S.MENGISI


def test_going_on_without_a_unit_needs_a_written_reason(
    collection: Collection, office: Office, at: datetime
) -> None:
    with pytest.raises(Refusal, match="tercetak di laporan"):
        services.excuse(submission=collection.paud, reason="", by=office.staf_perencana, at=at)
    services.excuse(submission=collection.paud, reason="Kantor banjir.", by=office.staf_perencana, at=at)
    assert state(collection.paud) == S.DIKECUALIKAN
    with pytest.raises(Refusal):
        answer(collection, "PAUD.1", "5", office, at)


def test_reopening_touches_only_the_unit_whose_data_is_bad(
    collection: Collection, office: Office, at: datetime
) -> None:
    accept_all(collection, office, at)
    assert services.outstanding(collection.report) == []
    services.reopen(
        report=collection.report,
        units=[office.sd],
        note="SD.1 keliru.",
        by=office.kasubag,
        at=at,
        title="Kasubag Perencanaan",
    )
    assert services.outstanding(collection.report) == ["Bidang Pembinaan SD belum mengirim: masih diisi."]
    assert state(collection.smp) == S.DITERIMA
    collection.sd.refresh_from_db()
    assert (collection.sd.accepted_by, collection.sd.return_note) == ("", "SD.1 keliru.")
    with pytest.raises(Refusal, match="masih berjalan"):
        services.reopen(
            report=collection.report,
            units=[office.sd],
            note="lagi",
            by=office.kasubag,
            at=at,
            title="Kasubag",
        )
    with pytest.raises(Refusal, match="tidak mengisi laporan ini"):
        services.reopen(
            report=collection.report,
            units=[office.keuangan],
            note="lagi",
            by=office.kasubag,
            at=at,
            title="Kasubag",
        )


# ── questions ────────────────────────────────────────────────────────────────────────────────────
def test_only_those_who_hold_it_up_are_named(collection: Collection, office: Office, at: datetime) -> None:
    def names() -> list[str]:
        collection.sd.refresh_from_db()
        return [post.person.username for post in services.who_holds(collection.sd, at)]

    assert names() == ["staf-sd"]
    fill_sd(collection, office, at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    assert names() == ["kasi-sd"]
    services.check(submission=collection.sd, by=office.kasi_sd, at=at)
    assert names() == ["kabid-sd"]
    services.send(submission=collection.sd, by=office.kabid_sd, at=at)
    assert names() == ["staf-perencana"]
    services.accept(submission=collection.sd, by=office.staf_perencana, at=at)
    assert names() == []


def test_a_seksi_without_its_kepala_does_not_hold_the_unit_up(
    collection: Collection, office: Office, at: datetime
) -> None:
    fill_sd(collection, office, at)
    (kasi,) = members(office.sd, at, [Role.KEPALA_SEKSI])
    kasi.end = at.date() - timedelta(days=1)
    kasi.save()
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    assert state(collection.sd) == S.MENUNGGU_KEPALA


def test_the_four_answers_are_counted_apart(collection: Collection, office: Office, at: datetime) -> None:
    accept_all(collection, office, at)
    found = services.matrix(collection.report, at).counts
    assert (found.nilai, found.nihil, found.belum_tersedia, found.tidak_berlaku, found.kosong) == (
        3,
        1,
        1,
        0,
        1,
    )
    assert (found.answered, found.total, found.missing) == (5, 6, 2)


def test_the_matrix_tells_the_answers_apart_and_never_shows_a_gap_as_green(
    collection: Collection, office: Office, at: datetime, django_assert_max_num_queries: object
) -> None:
    accept_all(collection, office, at)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        matrix = services.matrix(collection.report, at)
        rows = {row.submission.unit.short_name: row for row in matrix.rows}
    assert [cell.kind for cell in rows["SD"].cells] == ["nilai", "nilai", "nihil", *["tak-diminta"] * 3]
    assert rows["SD"].pill == ("selesai", "Diterima")
    assert rows["SMP"].pill == ("berjalan", "Diterima, 1 belum ada")
    assert rows["PAUD dan PNF"].pill == ("menunggu", "Dilanjutkan tanpa data")
    assert matrix.heading == "5 dari 6 sel terjawab, 1 masih kosong"
    assert matrix.holding_sentence == "Tidak ada unit yang menahan langkah ini."


def test_the_matrix_says_the_word_where_words_stand_for_numbers(
    collection: Collection, office: Office, at: datetime
) -> None:
    collection.sd.cells.filter(code="SD.1").update(scale=[["A", "85"], ["BB", "75"]])
    answer(collection, "SD.1", "BB", office, at)
    answer(collection, "SD.2", "0,4", office, at)
    row = next(row for row in services.matrix(collection.report, at).rows if row.submission == collection.sd)
    assert [cell.words for cell in row.cells[:3]] == ["BB", "0,40", ""]


def test_a_unit_past_its_time_shows_as_late(collection: Collection, at: datetime) -> None:
    late = services.matrix(collection.report, at + timedelta(days=5))
    assert {row.pill for row in late.rows} == {("terlambat", "Lewat tenggat")}


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "kosong.pdf", "0 bita"),
        (b"MZ\x90\x00" + b"\0" * 400, "virus.pdf", "bukan jenis yang diterima"),
        (b"halo dunia, ini teks biasa", "catatan.txt", "bukan jenis yang diterima"),
        (b"%PDF-1.4\nini bukan pdf", "rusak.pdf", "rusak atau terpotong"),
        (b"%PDF-1.4\n" + b"x" * 500 + b"\n%%EOF", "rusak.pdf", "rusak atau terpotong"),
        (pdf_bytes(3)[:300], "terpotong.pdf", "rusak atau terpotong"),
        (b"PK\x03\x04" + b"\0" * 300, "palsu.xlsx", "bukan jenis yang diterima"),
        (b"GIF89a" + b"\0" * 300, "gambar.jpg", "bukan jenis yang diterima"),
    ],
)
def test_a_bad_evidence_file_is_refused_with_a_sentence(
    collection: Collection, office: Office, at: datetime, content: bytes, name: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        services.add_evidence(
            cell_id=collection.cell("SD.1").pk, file=upload(content, name), by=office.staf_sd, at=at
        )
    assert not Evidence.objects.exists()


def test_a_30_mb_scan_is_accepted(collection: Collection, office: Office, at: datetime) -> None:
    big = pdf_bytes(ballast=30 * 1024 * 1024)
    saved = services.add_evidence(
        cell_id=collection.cell("SD.1").pk, file=upload(big), by=office.staf_sd, at=at
    )
    assert saved.size > 30 * 1024 * 1024
    assert saved.mime == "application/pdf"


def test_more_than_35_mb_is_refused(collection: Collection, office: Office, at: datetime) -> None:
    with pytest.raises(Refusal, match="lebih besar dari 35 MB"):
        services.add_evidence(
            cell_id=collection.cell("SD.1").pk,
            file=upload(b"%PDF-" + b"x" * (36 * 1024 * 1024)),
            by=office.staf_sd,
            at=at,
        )


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://contoh.id/a", "dapodik", "https://"])
def test_a_link_must_be_a_whole_web_address(
    collection: Collection, office: Office, at: datetime, link: str
) -> None:
    with pytest.raises(Refusal, match="Tautan harus lengkap"):
        services.add_evidence(cell_id=collection.cell("SD.1").pk, link=link, by=office.staf_sd, at=at)


def test_nothing_a_person_typed_becomes_a_path(collection: Collection, office: Office, at: datetime) -> None:
    saved = services.add_evidence(
        cell_id=collection.cell("SD.1").pk,
        file=upload(pdf_bytes(), "../../rahasia.EXE"),
        by=office.staf_sd,
        at=at,
    )
    stored = str(saved.file.name)
    assert stored.startswith("bukti/")
    assert stored.endswith(".pdf")
    assert "rahasia" not in stored


def test_evidence_is_the_units_own_to_add_and_remove(
    collection: Collection, office: Office, at: datetime
) -> None:
    cell = collection.cell("SD.1")
    with pytest.raises(NotYours):
        services.add_evidence(cell_id=cell.pk, link="https://contoh.id", by=office.staf_smp, at=at)
    saved = services.add_evidence(cell_id=cell.pk, link="https://contoh.id", by=office.staf_sd, at=at)
    with pytest.raises(NotYours):
        services.remove_evidence(evidence_id=saved.pk, by=office.staf_perencana, at=at)
    services.remove_evidence(evidence_id=saved.pk, by=office.staf_sd, at=at)
    assert not cell.evidence.exists()
