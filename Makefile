# Each target does its own set-up: `make run` is all a newcomer needs.
PYTHON ?= python3
PIP_COMPILE = .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-header --no-annotate
.PHONY: run install test check security access mutants bench bench-history bench-ladder bench-wall worlds bench-timing uploads messages shots wheels lock clean

# The office: http://localhost:8000, or PORT=…; Ctrl-C closes it and keeps its data in var/.
run: ; @$(PYTHON) deploy/install.py runtime && exec .venv/bin/python manage.py up

# The set-up alone, with the tools for tests.
install: ; @$(PYTHON) deploy/install.py dev

# The whole suite, or a part: make test ARGS="tests/petitions -x".
test: install ; @.venv/bin/python -m pytest $(ARGS)

# Style, templates, migrations, imports, translations, files.
check: install ; @.venv/bin/python manage.py quality

# Bandit, Django's review of the production settings, headers on all routes, a web scanner against a running office: docs/security.
security: install ; @.venv/bin/python manage.py security $(ARGS)

# Who may know: every cell of the matrix, and every address by every actor at every kind of petition.
access: install ; @ACCESS=full .venv/bin/python -m pytest tests/access/test_matrix.py tests/access/test_url_walk.py $(ARGS)

# Each guard taken out once: does a test notice?
mutants: install ; @.venv/bin/python -m tests.access.mutants $(ARGS)

# Figures beside a bare Django page, in one run.
bench: install ; @.venv/bin/python -m bench $(ARGS)

# What the chain of events costs, and how long a million take to verify.
bench-history: install ; @.venv/bin/python -m bench.history $(ARGS)

# A hundred thousand open clocks, and days without a sweep: missed, doubled, seconds. docs/supervision.md.
bench-ladder: install ; @.venv/bin/python -m bench.ladder $(ARGS)

# What row security costs a list, a search, a count.
bench-wall: install ; @.venv/bin/python -m bench.row_security $(ARGS)

# Two offices, one of them with accusations, walked by everybody who must not know: all pages, all planted leaks. docs/security.
worlds: install ; @ACCESS=full .venv/bin/python -m pytest -n 0 -rP tests/access/test_two_worlds.py $(ARGS)

# Can the clock tell a hidden petition from a missing one?
bench-timing: install ; @.venv/bin/python -m bench.timing $(ARGS)

# What somebody sends who means harm: the whole corpus through both doors, and ten thousand mutations. docs/security.
uploads: install ; @UPLOADS=full .venv/bin/python -m pytest -n 0 -rP tests/uploads $(ARGS)

# Bring the translation catalogues up to date with the code.
messages: install ; @.venv/bin/python manage.py messages

# Pictures of the pages for docs/screens.
shots: install ; @SHOTS=1 .venv/bin/python -m pytest tests/journeys $(ARGS)

# Everything an office without internet needs beside a checkout: carry the folder wheels/ along.
wheels: install
	@.venv/bin/python -m pip download -qq --require-hashes --only-binary :all: --no-deps --dest wheels -r requirements-dev.lock
	@rm -rf wheels/vendor && cp -r static/vendor wheels/ && du -sh wheels

# Write the locks anew after a change in requirements*.txt or package.json.
lock: install
	@.venv/bin/python -m pip install -qq uv==0.13.9
	@$(PIP_COMPILE) requirements.txt -o requirements.lock
	@$(PIP_COMPILE) requirements.txt requirements-dev.txt -c requirements.lock -o requirements-dev.lock
	@npm install --package-lock-only

# What set-up and tests made. The data in var/ stays.
clean: ; @rm -rf .venv static/vendor wheels .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov && find . -name __pycache__ -prune -exec rm -rf {} +
