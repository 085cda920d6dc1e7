from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView, TemplateView

from accounts import outbox_page, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("lonceng/", views.bell, name="pemberitahuan"),
    path("lonceng/jumlah/", views.bell_count, name="lonceng-jumlah"),
    path("lonceng/baca/", views.read_all, name="lonceng-baca-semua"),
    path("lonceng/<int:pk>/baca/", views.read_message, name="lonceng-baca"),
    path("pesan-keluar/", outbox_page.outgoing, name="pesan-keluar"),
    path("saya/", views.profile, name="saya"),
    path("saya/kalender/", views.calendar_link, name="saya-kalender"),
    path("saya/akhiri/<int:pk>/", views.end_stand_in, name="saya-akhiri"),
    # Stand before allauth's own: accounts are made by the admin, and an e-mail address is changed on /saya/.
    path("akun/signup/", views.closed),
    path("akun/password/reset/", TemplateView.as_view(template_name="accounts/lupa_sandi.html")),
    path("akun/email/", RedirectView.as_view(pattern_name="saya")),
]
