"""Addresses of people who come and go, inside the namespace `workflow`."""

from django.urls import path

from workflow.views import absences, aides, assigning, handovers, leaving, preparing, stand_ins

urlpatterns = [
    path("pejabat/", stand_ins.posts, name="pejabat"),
    path("pejabat/pengganti/baru/", stand_ins.new, name="pengganti-baru"),
    path("pejabat/pengganti/<int:pk>/", stand_ins.detail, name="pengganti"),
    path("pejabat/pengganti/<int:pk>/akhiri/", stand_ins.end, name="pengganti-akhiri"),
    path("pejabat/pengganti/<int:pk>/sk/", stand_ins.scan, name="pengganti-sk"),
    path("pejabat/cuti/baru/", absences.new, name="cuti-baru"),
    path("pejabat/cuti/<int:pk>/", absences.detail, name="cuti"),
    path("pejabat/cuti/<int:pk>/plh/<int:post_id>/", absences.confirm, name="cuti-plh"),
    path("pejabat/cuti/<int:pk>/selesai/", absences.end, name="cuti-selesai"),
    path("pejabat/keluar/<int:pk>/", leaving.close, name="pegawai-keluar"),
    path("pejabat/penyiap/", aides.aides, name="penyiap"),
    path("pejabat/penyiap/<int:pk>/cabut/", aides.revoke, name="penyiap-cabut"),
    path("kasus/<int:pk>/siapkan/", preparing.prepare, name="siapkan"),
    path("kasus/<int:pk>/siapan/<int:prepared_id>/buang/", preparing.discard, name="siapan-buang"),
    path("serah-terima/<int:pk>/", handovers.detail, name="serah-terima"),
    path("kasus/<int:pk>/tugaskan/", assigning.assign, name="tugaskan"),
]
