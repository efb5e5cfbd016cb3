#!/bin/sh
# Run once by the database's image on an empty volume: two databases, each with its own owner.
# The warehouse's owner may make the roles that read and load; neither may enter the other's.
set -eu

: "${AIRFLOW_DB_PASSWORD:?}" "${WAREHOUSE_DB_PASSWORD:?}"

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set airflow_password="$AIRFLOW_DB_PASSWORD" \
    --set warehouse_password="$WAREHOUSE_DB_PASSWORD" <<'SQL'
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE warehouse LOGIN CREATEROLE PASSWORD :'warehouse_password';
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE warehouse OWNER warehouse;
REVOKE CONNECT ON DATABASE airflow, warehouse FROM PUBLIC;
-- An error may repeat a cell, and so the name of a person: whoever asked tells it, without values.
ALTER DATABASE warehouse SET log_min_messages = 'log';
ALTER DATABASE warehouse SET log_error_verbosity = 'terse';
SQL
