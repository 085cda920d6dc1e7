"""Addresses of the figures: scorecard, register, recap, Gantt of a case; workflow/urls.py includes them under the same names."""

from django.urls import path

from workflow.views import case_gantt, case_register, recap, scorecard, what_if

urlpatterns = [
    path("kasus/<int:pk>/garis-waktu/", case_gantt.timeline, name="garis-waktu"),
    path("kinerja-sop/", scorecard.scorecard, name="kinerja"),
    path("kinerja-sop/excel/", scorecard.excel, name="kinerja-excel"),
    path("kinerja-sop/pdf/", scorecard.pdf, name="kinerja-pdf"),
    path("kinerja-sop/rinci/", scorecard.details, name="kinerja-rinci"),
    path("kinerja-sop/andai/", what_if.what_if, name="kinerja-andai"),
    path("register/", case_register.register, name="register"),
    path("register/excel/", case_register.register_excel, name="register-excel"),
    path("rekap/", recap.people, name="rekap"),
    path("rekap/<int:pk>/", recap.one, name="rekap-orang"),
    path("rekap/<int:pk>/keterangan/", recap.note, name="rekap-keterangan"),
    path("rekap/<int:pk>/excel/", recap.excel, name="rekap-excel"),
    path("rekap/<int:pk>/pdf/", recap.pdf, name="rekap-pdf"),
]
