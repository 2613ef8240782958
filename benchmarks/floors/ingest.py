"""The floor of ingest: verify an HMAC over the body, parse JSON, one durable statement (message + job), answer.

Run by `benchmarks/ingest.py`: python benchmarks/floors/ingest.py DATABASE_URL PORT SECRET
"""

import hashlib
import hmac
import sys
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, Request, Response, post
from psycopg_pool import AsyncConnectionPool

from rejoinder.domain.ids import new_id

SCHEMA = """
CREATE TABLE messages (
    id uuid PRIMARY KEY,
    external_id text NOT NULL UNIQUE,
    sender text NOT NULL,
    recipient text NOT NULL,
    body text NOT NULL,
    raw bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    message_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'PENDING',
    run_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE status = 'PENDING';
"""

STORE = """
WITH message AS (
    INSERT INTO messages (id, external_id, sender, recipient, body, raw) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (external_id) DO NOTHING
    RETURNING id
)
INSERT INTO jobs (id, message_id) SELECT %s, id FROM message
"""


def app(url: str, secret: bytes) -> Litestar:
    pool = AsyncConnectionPool(url, min_size=16, max_size=16, open=False, kwargs={"autocommit": True})
    decode = msgspec.json.Decoder().decode

    @post("/hook", status_code=200)
    async def hook(request: Request[Any, Any, Any]) -> Response[bytes]:
        raw = await request.body()
        expected = hmac.new(secret, raw, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, request.headers.get("x-signature", "")):
            return Response(b"no", status_code=401)
        said = decode(raw)
        values = (new_id(), said["id"], said["from"], said["to"], said["body"], raw, new_id())
        async with pool.connection() as db:
            await db.execute(STORE, values, prepare=True)
        return Response(b"ok", media_type="text/plain")

    return Litestar([hook], on_startup=[pool.open], on_shutdown=[pool.close], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    uvicorn.run(
        app(sys.argv[1], sys.argv[3].encode()),
        port=int(sys.argv[2]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        backlog=2048,
    )
