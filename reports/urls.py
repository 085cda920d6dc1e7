from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("isian/", include("reports.collection.urls")),
    path("katalog/", include("reports.indicators.exchange.urls")),
    path("", include("reports.paper_urls")),
    path("", include("reports.distribution.urls")),
    path("", include("reports.e81.urls")),
    path("", include("reports.exports.urls")),
]
