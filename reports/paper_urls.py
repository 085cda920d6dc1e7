from django.urls import path

from reports import certificate_views, paper_views
from reports.drafting import image_views
from reports.signing.models import PaperKind

urlpatterns = [
    path("dokumen/<int:pk>/", paper_views.document_page, name="dokumen"),
    path("dokumen/<int:pk>/berkas.pdf", paper_views.document_file, name="dokumen-berkas"),
    path(
        "dokumen/<int:pk>/halaman/<int:number>-<int:width>.webp",
        paper_views.document_page_image,
        name="dokumen-halaman",
    ),
    path("dokumen/<int:pk>/coba-lagi/", paper_views.document_retry, name="dokumen-coba-lagi"),
    path("gambar/<int:pk>/", image_views.draft_image, name="gambar-draft"),
    path("laporan/<int:report_pk>/unduh/", paper_views.signed_report, name="laporan-unduh"),
    path(
        "laporan/<int:report_pk>/pengantar/",
        paper_views.signed_report,
        {"kind": PaperKind.PENGANTAR},
        name="pengantar-unduh",
    ),
    path("sertifikat/", certificate_views.own_certificate, name="sertifikat"),
    path("kop/lambang", paper_views.coat_of_arms, name="lambang"),
    path("v/<str:token>/", paper_views.verify, name="verifikasi"),
]
