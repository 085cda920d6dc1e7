from django.urls import path

from reports.exports import views

urlpatterns = [
    path("analisis/<int:pk>/unduh/<str:jenis>/", views.analysis_file, name="analisis-unduh"),
]
