"""Pages of a unit's submission; reports/urls.py puts them under isian/."""

from django.urls import path

from reports.collection import cell_views, views

urlpatterns = [
    path("<int:pk>/", views.submission_page, name="isian"),
    path("<int:pk>/perubahan/", views.changes_since, name="isian-perubahan"),
    path("<int:pk>/sel/<int:cell_pk>/", views.save_one, name="isian-sel"),
    path("<int:pk>/sel/<int:cell_pk>/rinci/", cell_views.cell_page, name="isian-sel-rinci"),
    path("<int:pk>/bukti/<int:evidence_pk>/", cell_views.evidence_file, name="isian-bukti"),
    path("<int:pk>/bukti/<int:evidence_pk>/hapus/", cell_views.evidence_remove, name="isian-bukti-hapus"),
]
