"""The Excel pages of one submission; reports/collection/urls.py puts them under isian/<pk>/excel/."""

from django.urls import path

from reports.collection.workbook import views

urlpatterns = [
    path("", views.upload_page, name="isian-excel"),
    path("unduh/", views.download, name="isian-excel-unduh"),
    path("<int:workbook_pk>/", views.difference_page, name="isian-excel-beda"),
]
