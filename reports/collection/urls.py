"""Pages of a unit's submission; reports/urls.py puts them under isian/."""

from django.urls import path

from reports.collection import attachment_views, views

urlpatterns = [
    path("lampiran/<int:pk>/", attachment_views.attachment_file, name="lampiran-permintaan"),
    path("<int:pk>/", views.submission_page, name="isian"),
    path("<int:pk>/sel/<int:cell_pk>/", views.save_one, name="isian-sel"),
    path("<int:pk>/sel/<int:cell_pk>/rinci/", views.cell_page, name="isian-sel-rinci"),
    path("<int:pk>/bagi/", views.share_page, name="isian-bagi"),
    path("<int:pk>/teruskan/", views.pass_on_page, name="isian-teruskan"),
    path("<int:pk>/catatan/<int:remark_pk>/jawab/", views.answer_remark, name="isian-catatan-jawab"),
    path("<int:pk>/bukti/<int:evidence_pk>/", views.evidence_file, name="isian-bukti"),
    path("<int:pk>/bukti/<int:evidence_pk>/hapus/", views.evidence_remove, name="isian-bukti-hapus"),
]
