"""Addresses of steps 5 to 9, inside the namespace `workflow`."""

from django.urls import path

from workflow.views import distributing, drafting, report_templates, reviewing, signing

urlpatterns = [
    path("templat/", report_templates.template_list, name="templat"),
    path("templat/<int:pk>/", report_templates.template_detail, name="templat-rinci"),
    path("templat/<int:pk>/pratinjau/", report_templates.template_preview, name="templat-pratinjau"),
    path("kasus/<int:pk>/draft/", drafting.draft, name="draft"),
    path("kasus/<int:pk>/draft/susun/", drafting.generate, name="draft-susun"),
    path("kasus/<int:pk>/draft/bagian/<int:section_id>/", drafting.section, name="draft-bagian"),
    path("kasus/<int:pk>/draft/pratinjau/", drafting.preview, name="draft-pratinjau"),
    path("kasus/<int:pk>/draft/buka-analisis/", drafting.reopen, name="buka-analisis"),
    path("kasus/<int:pk>/koreksi/", reviewing.review, name="koreksi"),
    path("kasus/<int:pk>/kembalikan/", reviewing.send_back, name="kembalikan"),
    path("kasus/<int:pk>/tanda-tangan/", signing.sign, name="tanda-tangan"),
    path("kasus/<int:pk>/tanda-tangan/naskah/", signing.prepare, name="naskah"),
    path("kasus/<int:pk>/penggandaan/", distributing.distribute, name="penggandaan"),
    path("kasus/<int:pk>/penggandaan/penerima/", distributing.recipients, name="penerima"),
]
