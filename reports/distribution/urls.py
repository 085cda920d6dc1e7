from django.urls import path

from reports.distribution import views

urlpatterns = [
    path("salinan/<int:pk>/", views.copy_page, name="salinan"),
    path("salinan/<int:pk>/halaman/<int:number>.jpg", views.page_picture, name="salinan-halaman"),
    path("salinan/<int:pk>/dibuka/", views.opened, name="salinan-dibuka"),
    path("salinan/<int:pk>/terima/", views.confirm_receipt, name="salinan-terima"),
    path("salinan/<int:pk>/kirim/", views.send_again, name="salinan-kirim"),
    path("salinan/<int:pk>/ingatkan/", views.remind, name="salinan-ingatkan"),
    path("salinan/<int:pk>/tanda-terima/", views.receipt, name="salinan-tanda-terima"),
    path("laporan/<int:report_pk>/ekspedisi/", views.delivery_sheet, name="ekspedisi"),
    path("laporan/<int:report_pk>/ingatkan-penerima/", views.remind_all, name="penerima-ingatkan"),
]
