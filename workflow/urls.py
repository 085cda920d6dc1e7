"""Addresses of the cases and the letters."""

from django.urls import URLPattern, URLResolver, include, path

from workflow.views import archive, cases, clock, home, leaders, reminding, retention, sop_page, told

app_name = "workflow"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.beranda, name="beranda"),
    path("kasus/", cases.kasus, name="kasus"),
    path("kasus/<int:pk>/", cases.kasus_rinci, name="kasus-rinci"),
    path("kasus/<int:pk>/dilihat/", cases.kasus_dilihat, name="kasus-dilihat"),
    path("kasus/<int:pk>/waktu/", clock.time_of, name="waktu"),
    path("kasus/<int:pk>/ingatkan-lagi/", reminding.snooze, name="ingatkan-lagi"),
    path("pengingat/", reminding.reminders, name="pengingat"),
    path("arsip/", archive.arsip, name="arsip"),
    path("arsip/retensi/", retention.files, name="arsip-retensi"),
    path("arsip/pemusnahan/<int:pk>/", retention.proposal, name="arsip-pemusnahan"),
    path("kasus/<int:pk>/kabar/", told.told, name="kasus-kabar"),
    path("ringkasan-pagi/", leaders.morning, name="ringkasan-pagi"),
    path("kalender/<str:token>.ics", leaders.own_feed, name="kalender"),
    path("kalender/<str:token>/kantor.ics", leaders.office_feed, name="kalender-kantor"),
    path("sop/", sop_page.sop, name="sop"),
    path("sop/pdf/", sop_page.sop_pdf, name="sop-pdf"),
    path("", include("workflow.letter_urls")),
    path("", include("workflow.paper_urls")),
    path("", include("workflow.figure_urls")),
    path("", include("workflow.people_urls")),
]
