"""Addresses of steps 5 to 9, inside the namespace `workflow`."""

from django.urls import path

from workflow.views import (
    correcting,
    distributing,
    draft_editor,
    drafting,
    ending,
    figures,
    remarks,
    report_templates,
    reviewing,
    signing,
    wet_signature,
)

urlpatterns = [
    path("templat/", report_templates.template_list, name="templat"),
    path("templat/<int:pk>/", report_templates.template_detail, name="templat-rinci"),
    path("templat/<int:pk>/pratinjau/", report_templates.template_preview, name="templat-pratinjau"),
    path("kasus/<int:pk>/draft/", drafting.draft, name="draft"),
    path("kasus/<int:pk>/draft/susun/", drafting.generate, name="draft-susun"),
    path("kasus/<int:pk>/draft/bagian/<int:section_id>/", draft_editor.section, name="draft-bagian"),
    path("kasus/<int:pk>/draft/hadir/", draft_editor.present, name="draft-hadir"),
    path("kasus/<int:pk>/draft/angka/", draft_editor.figures, name="draft-angka"),
    path("kasus/<int:pk>/draft/gambar/", draft_editor.image, name="draft-gambar"),
    path("kasus/<int:pk>/draft/pratinjau/", drafting.preview, name="draft-pratinjau"),
    path("kasus/<int:pk>/draft/buka-analisis/", drafting.reopen, name="buka-analisis"),
    path("kasus/<int:pk>/angka/", figures.figure_origin, name="angka"),
    path("kasus/<int:pk>/koreksi/", reviewing.review, name="koreksi"),
    path("kasus/<int:pk>/koreksi/dibaca/", reviewing.seen, name="koreksi-dibaca"),
    path("kasus/<int:pk>/koreksi/catatan/", remarks.pin, name="catatan-baru"),
    path("kasus/<int:pk>/koreksi/catatan/<int:remark_id>/", remarks.answer, name="catatan"),
    path("kasus/<int:pk>/koreksi/sendiri/", correcting.correct, name="koreksi-sendiri"),
    path("kasus/<int:pk>/kembalikan/", reviewing.send_back, name="kembalikan"),
    path("kasus/<int:pk>/tanda-tangan/", signing.sign, name="tanda-tangan"),
    path("kasus/<int:pk>/tanda-tangan/naskah/", signing.prepare, name="naskah"),
    path("kasus/<int:pk>/tanda-tangan/status/", signing.signer_status, name="status-bsre"),
    path("kasus/<int:pk>/tanda-tangan/hasil/", signing.unknown_outcome, name="hasil-bsre"),
    path("kasus/<int:pk>/tanda-tangan/basah/", wet_signature.upload, name="basah-unggah"),
    path("kasus/<int:pk>/tanda-tangan/basah/cocokkan/", wet_signature.compare, name="basah-cocokkan"),
    path(
        "kasus/<int:pk>/tanda-tangan/basah/<int:scan_id>.pdf", wet_signature.scan_file, name="basah-pindaian"
    ),
    path(
        "kasus/<int:pk>/tanda-tangan/basah/<int:scan_id>/<int:number>.jpg",
        wet_signature.scan_page,
        name="basah-halaman",
    ),
    path("kasus/<int:pk>/cabut-laporan/", ending.end, name="cabut-laporan"),
    path("kasus/<int:pk>/penggandaan/", distributing.distribute, name="penggandaan"),
    path("kasus/<int:pk>/penggandaan/penerima/", distributing.recipients, name="penerima"),
]
