"""How often may something be tried from one address, or for one name, and how long must one wait then?"""

import hashlib
import ipaddress
import logging
import time
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import ngettext
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class Limit(NamedTuple):
    name: str
    most: int
    seconds: int


# A name is closed only for the address that guesses: its owner signs in from elsewhere as always.
WRONG_FOR_NAME = (Limit("sign-in-name", 5, 900),)
WRONG_FROM_HERE = (Limit("sign-in-here", 50, 900),)
RESET_FOR_ADDRESS = (Limit("reset-address", 3, 3600),)
RESET_FROM_HERE = (Limit("reset-here", 20, 3600),)


def address_of(request) -> str:
    """Where a request comes from: the last address that our own proxy wrote down; of IPv6 the network, which is one household."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def spend(limits, whose: str) -> int:
    """Count one try. Returns the seconds to wait, 0 within the limits.

    When the cache cannot be reached nobody is kept out: a limit slows down whoever guesses, it is not the lock.
    """
    now = time.time()
    wait = 0
    try:
        for limit in limits:
            key = _key(limit, whose, now)
            if not cache.add(key, 1, limit.seconds) and _increased(key) > limit.most:
                wait = max(wait, limit.seconds - int(now % limit.seconds))
    except (RedisError, OSError):
        logger.warning("limits are not counted: the cache does not answer")
    return wait


def give_back(limits, whose: str):
    """The try was right after all and does not count."""
    try:
        for limit in limits:
            cache.decr(_key(limit, whose, time.time()))
    except (RedisError, OSError, ValueError):
        pass  # the window has just ended, or the cache is away: nothing to give back


def _increased(key) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1


def _key(limit, whose, now):
    # Neither addresses nor names lie about in the cache.
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{whose}".encode()).hexdigest()[:24]
    return f"limit:{limit.name}:{int(now // limit.seconds)}:{digest}"


def in_minutes(seconds: int) -> str:
    minutes = max(1, -(-seconds // 60))
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
