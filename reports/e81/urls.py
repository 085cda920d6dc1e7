from django.urls import path

from reports.e81 import views

urlpatterns = [
    path("laporan/e81/", views.e81, name="e81"),
    path("laporan/e81/excel/", views.e81_excel, name="e81-excel"),
    path("laporan/e81/pdf/", views.e81_pdf, name="e81-pdf"),
]
