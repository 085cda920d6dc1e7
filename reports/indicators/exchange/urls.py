"""Pages of the catalogue's exchange with Excel; reports/urls.py puts them under katalog/."""

from django.urls import path

from reports.indicators.exchange import views

urlpatterns = [
    path("", views.catalogue_page, name="katalog"),
    path("ekspor.xlsx", views.export_file, name="katalog-ekspor"),
    path("templat.xlsx", views.template_file, name="katalog-templat"),
    path("impor/<int:pk>/", views.import_page, name="katalog-impor"),
]
