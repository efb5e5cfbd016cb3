# One image for every part of Airflow and for the command line; no server runs as root in it.
FROM python:3.11.14-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PATH=/opt/venv/bin:$PATH

RUN groupadd --gid 10001 reporting \
    && useradd --uid 10001 --gid reporting --home-dir /srv/airflow --shell /usr/sbin/nologin reporting \
    && install --directory --owner=reporting --group=reporting \
       /srv/airflow /srv/reporting /srv/backups /srv/backup-key \
    && python -m venv /opt/venv

# The lock file alone first: this layer, the large one, is made anew only when the lock changes.
COPY requirements.lock /opt/reporting/
RUN pip install --require-hashes --requirement /opt/reporting/requirements.lock

WORKDIR /opt/reporting
COPY pyproject.toml README.md ./
COPY expectations expectations
COPY sql sql
COPY etl etl
COPY dags dags
COPY docker docker
RUN printf '#!/bin/sh\nexec python -P -m etl.cli "$@"\n' > /opt/venv/bin/etl \
    && chmod +x /opt/venv/bin/etl \
    && python -m compileall -q etl dags

ENV PYTHONPATH=/opt/reporting \
    AIRFLOW_HOME=/srv/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/reporting/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/reporting/etl/airflow/plugins \
    ETL_HOME=/srv/reporting

USER reporting
CMD ["airflow", "api-server"]
