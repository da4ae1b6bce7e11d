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


class Patience(NamedTuple):
    """After so many free tries each further one waits twice as long as the one before, up to the longest pause (seconds)."""

    name: str
    free: int
    first: int
    longest: int
    forgotten_after: int


# A name is closed only for the address that guesses; from elsewhere its owner signs in as always. Who guesses one name from very many
# addresses meets the second pause, which spares the addresses from which that officer has signed in before: nobody can lock others out.
WRONG_FOR_NAME = Patience("sign-in-name", 5, 60, 3600, 86400)
WRONG_FOR_NAME_ANYWHERE = Patience("sign-in-anywhere", 30, 60, 3600, 86400)
WRONG_CODE = Patience("code", 5, 60, 3600, 86400)
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


def hold_back(patience, whose: str) -> int:
    """Count one try before it is judged. Returns the seconds to wait, 0 when it may be judged; in each pause there is one such try."""
    tries, until = (_lasting_key(patience, whose, part) for part in ("tries", "until"))
    now = int(time.time())
    try:
        if (ends := cache.get(until)) and ends > now:
            return ends - now
        count = 1 if cache.add(tries, 1, patience.forgotten_after) else _increased(tries)
        if count < patience.free:
            return 0
        pause = min(patience.longest, patience.first * 2 ** min(count - patience.free, 20))
        if not cache.add(until, now + pause, pause):  # somebody else is at it in this very moment
            return pause
    except (RedisError, OSError):
        logger.warning("limits are not counted: the cache does not answer")
    return 0


def forgive(patience, whose: str):
    """It was the right one: the next wrong try is the first again."""
    try:
        cache.delete_many([_lasting_key(patience, whose, part) for part in ("tries", "until")])
    except (RedisError, OSError):
        pass  # the cache is away, and so is the count


def _increased(key) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1


def _key(limit, whose, now):
    return f"limit:{limit.name}:{int(now // limit.seconds)}:{_digest(whose)}"


def _lasting_key(patience, whose, part):
    return f"limit:{patience.name}:{part}:{_digest(whose)}"


def _digest(whose):
    """Neither addresses nor names lie about in the cache."""
    return hashlib.sha256(f"{settings.SECRET_KEY}:{whose}".encode()).hexdigest()[:24]


def in_minutes(seconds: int) -> str:
    minutes = max(1, -(-seconds // 60))
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
