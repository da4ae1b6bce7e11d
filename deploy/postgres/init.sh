#!/bin/sh
# First start of the compose file's database: the three roles, then what each database needs.
set -eu
psql -X -q -U postgres -d postgres \
    -c '\getenv owner_password OWNER_PASSWORD' -c '\getenv app_password APP_PASSWORD' -c '\getenv worker_password WORKER_PASSWORD' \
    -f /sql/roles.sql
for database in template1 xinfang; do
    psql -X -q -U postgres -d "$database" -f /sql/database.sql
done
