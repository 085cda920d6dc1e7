FROM python:3.11-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=sop_kinerja.settings \
    SOP_DATA=/data SOP_STATIS=/app/statis

WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .

# The files of the interface are collected while building, so that a container starts without writing to /app.
RUN SOP_DATA=/tmp/bangun SOP_STATIS_TERKUMPUL=1 python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf /tmp/bangun \
 && useradd --system --uid 10001 --home-dir /data --create-home sop \
 && chmod 700 /data
USER sop
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "sop_kinerja.wsgi"]
