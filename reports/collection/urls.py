"""Pages of a unit's submission; reports/urls.py puts them under isian/."""

from django.urls import include, path

from reports.collection import assign_views, attachment_views, cell_views, live_views, unit_views, views

urlpatterns = [
    path("lampiran/<int:pk>/", attachment_views.attachment_file, name="lampiran-permintaan"),
    path("<int:pk>/", views.submission_page, name="isian"),
    path("<int:pk>/perubahan/", live_views.changes_since, name="isian-perubahan"),
    path("<int:pk>/sel/<int:cell_pk>/", live_views.save_one, name="isian-sel"),
    path("<int:pk>/sel/<int:cell_pk>/rinci/", cell_views.cell_page, name="isian-sel-rinci"),
    path("<int:pk>/bagi/", unit_views.share_page, name="isian-bagi"),
    path("<int:pk>/tugaskan/", assign_views.assign_page, name="isian-tugaskan"),
    path("<int:pk>/teruskan/", unit_views.pass_on_page, name="isian-teruskan"),
    path("<int:pk>/catatan/<int:remark_pk>/jawab/", unit_views.answer_remark, name="isian-catatan-jawab"),
    path("<int:pk>/bukti/<int:evidence_pk>/", cell_views.evidence_file, name="isian-bukti"),
    path("<int:pk>/bukti/<int:evidence_pk>/hapus/", cell_views.evidence_remove, name="isian-bukti-hapus"),
    path("<int:pk>/excel/", include("reports.collection.workbook.urls")),
]
