# One image for web, worker, beat and migrations; docker-compose.yml says who does what.
FROM python:3.11-slim-bookworm AS build
WORKDIR /office
COPY requirements.lock requirements-dev.lock requirements-npm.lock package.json package-lock.json .npmrc ./
COPY deploy/install.py deploy/
# A database is named so that no embedded one is made.
RUN DATABASE_URL=elsewhere python deploy/install.py runtime

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /office office && install -d -o office -m 700 /data
ENV PATH=/office/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/office/static-collected
WORKDIR /office
COPY --from=build /office/.venv .venv
COPY --from=build /office/static/vendor static/vendor
COPY . .
# No key and no server is needed to compile and to copy.
RUN export SECRET_KEY=none FIELD_KEYS=none DATABASE_URL=postgres://none/none REDIS_URL=redis://none DATA_DIR=/tmp \
    && python manage.py messages --compile && python manage.py collectstatic --no-input -v0 -i 'vendor/icons/*'
USER office
EXPOSE 8000
