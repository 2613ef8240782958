#!/bin/sh
# The role that Rejoinder signs in with: it owns its database, and row-level security keeps tenants apart even from it.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/database_password)" --username "${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE rejoinder LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE rejoinder OWNER rejoinder;
SQL
