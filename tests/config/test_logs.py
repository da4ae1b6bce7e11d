"""Does the office's own log tell what happened without telling what was said?"""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction

from accounts.models import Organ

WORDS = "我举报某某局长收了三万元"


@pytest.fixture
def log():
    """A logger that writes as production does, and what it wrote."""
    told = io.StringIO()
    configured = {**settings.LOGGING, "loggers": {}, "root": {"handlers": []}, "incremental": False}
    handler = logging.StreamHandler(told)
    formatter = settings.LOGGING["formatters"]["line"] | {}
    kind = logging.config.DictConfigurator(configured).resolve(formatter.pop("()"))
    handler.setFormatter(kind(formatter["format"], formatter["datefmt"]))
    handler.addFilter(logging.config.DictConfigurator(configured).resolve(settings.LOGGING["filters"]["no values"]["()"])())
    logger = logging.getLogger("tests.of.logs")
    logger.addHandler(handler)
    yield logger, told
    logger.removeHandler(handler)


def test_an_exception_is_told_by_kind_and_place_alone(log, db):
    logger, told = log
    for failure in (lambda: int(WORDS), lambda: {}[WORDS]):
        try:
            failure()
        except (ValueError, KeyError):
            logger.exception("failed")

    assert WORDS not in told.getvalue()
    assert told.getvalue().count("test_logs.py:") >= 2
    assert "builtins.ValueError" in told.getvalue()


def test_an_error_of_the_database_names_the_rule_and_not_the_row(log, cast):
    logger, told = log
    Organ.objects.filter(pk=cast.water.pk).update(code=WORDS[:12])
    try:
        with transaction.atomic():
            Organ.objects.filter(pk=cast.housing.pk).update(code=WORDS[:12])
    except IntegrityError:
        logger.exception("refused")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [WORDS])
    except DataError as refused:
        logger.error("refused: %s", refused)

    assert WORDS[:6] not in told.getvalue()
    assert "organ_code_is_its_own" in told.getvalue()
    assert "refused: DataError" in told.getvalue()


def test_what_celery_tells_of_a_task_that_failed_has_no_words_in_it(log):
    logger, told = log
    context = {
        "name": "petitions.tasks.deliver_notices",
        "id": "7",
        "exc": f"ValueError('{WORDS}')",
        "traceback": WORDS,
        "args": f"({WORDS},)",
        "kwargs": "{}",
    }

    logger.error("Task %(name)s[%(id)s] raised unexpected: %(exc)s %(args)s", context)

    assert "Task petitions.tasks.deliver_notices[7] raised unexpected:" in told.getvalue()
    assert WORDS not in told.getvalue()


@pytest.mark.parametrize("forged", ["x\n2026-01-01T00:00:00 INFO fine", "x\r\ny", "\x1b[31mred", "a\u2028b", "a\x00b"])
def test_nobody_writes_a_line_of_their_own(log, forged):
    logger, told = log

    logger.warning("Not Found: %s", forged)

    assert told.getvalue().count("\n") == 1
    assert not any(sign in told.getvalue()[:-1] for sign in "\r\x1b\u2028\x00")


def test_another_handlers_text_of_an_exception_is_not_taken_over(log):
    logger, told = log
    other = logging.StreamHandler(io.StringIO())
    logger.handlers.insert(0, other)
    try:
        raise ValueError(WORDS)
    except ValueError:
        logger.exception("failed")
    logger.removeHandler(other)

    assert WORDS in other.stream.getvalue()
    assert WORDS not in told.getvalue()


def test_a_line_says_when_with_the_zone_how_grave_where_and_what(log):
    logger, told = log

    logger.warning("petition %s", "7K3M")

    assert told.getvalue()[10] == "T"
    assert told.getvalue()[19] in "+-"
    assert told.getvalue()[25:] == "WARNING tests.of.logs petition 7K3M\n"
