"""Pages of a unit's submission; reports/urls.py puts them under isian/."""

from django.urls import include, path

from reports.collection import views

urlpatterns = [
    path("<int:pk>/", views.submission_page, name="isian"),
    path("<int:pk>/sel/<int:cell_pk>/", views.save_one, name="isian-sel"),
    path("<int:pk>/sel/<int:cell_pk>/rinci/", views.cell_page, name="isian-sel-rinci"),
    path("<int:pk>/excel/", include("reports.collection.workbook.urls")),
    path("<int:pk>/bukti/<int:evidence_pk>/", views.evidence_file, name="isian-bukti"),
    path("<int:pk>/bukti/<int:evidence_pk>/hapus/", views.evidence_remove, name="isian-bukti-hapus"),
]
