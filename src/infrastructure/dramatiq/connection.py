"""How this process reaches Redis: quick to give up, so that nobody waits for a server that is away."""

from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

NAMESPACE: Final = "rj"
CONNECT_TIMEOUT_S: Final = 0.3
COMMAND_TIMEOUT_S: Final = 0.5


def queue_key(queue: str) -> str:
    """Dramatiq's list of waiting message ids."""
    return f"{NAMESPACE}:{queue}"


def messages_key(queue: str) -> str:
    """Dramatiq's hash of message id to message."""
    return f"{NAMESPACE}:{queue}.msgs"


def bell_key(queue: str) -> str:
    """The list that idle consumers of the queue block on."""
    return f"{NAMESPACE}:{queue}.bell"


def command_client(url: str, *, pool_timeout_s: float) -> redis.Redis:
    """A client for ordinary commands: each ends within 0.8 s, after at most `pool_timeout_s` for its turn."""
    pool = redis.BlockingConnectionPool.from_url(
        url,
        # Hundreds of threads acknowledge at once; a plain pool refuses the 101st, this one has it wait.
        max_connections=16,
        timeout=pool_timeout_s,
        **_give_up_after(COMMAND_TIMEOUT_S),
    )
    return redis.Redis(connection_pool=pool)


def blocking_client(url: str, *, block_s: float) -> redis.Redis:
    """A client for reads that block for `block_s`; a frozen server is noticed a second later."""
    pool = redis.ConnectionPool.from_url(url, **_give_up_after(block_s + 1.0))
    return redis.Redis(connection_pool=pool)


def _give_up_after(seconds: float) -> dict[str, Any]:
    return {
        "socket_connect_timeout": CONNECT_TIMEOUT_S,
        "socket_timeout": seconds,
        "retry": Retry(NoBackoff(), 0),
        # Left on, the client may stretch its own timeouts when a server announces maintenance.
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }
