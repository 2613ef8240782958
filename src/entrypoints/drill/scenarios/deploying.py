"""P4 and P7 while the installation itself is changed: upgraded, rolled back, spread over machines, restored."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import psycopg
from psycopg import sql

import rejoinder
from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation
from rejoinder.entrypoints.drill.scenario import Stage, scenario
from rejoinder.entrypoints.drill.servers import database_name
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until
from rejoinder.infrastructure.postgres.schema import newest_revision

POSITIVE = "Yes, I'm interested in a call"
NEXT_REVISION = "9000"
PEOPLE = 20
_NEXT_MIGRATION = '''"""What the next release adds."""

from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    op.execute("ALTER TABLE leads ADD COLUMN of_the_next_release text NOT NULL DEFAULT 'nothing'")
    op.execute("CREATE TABLE of_the_next_release (id uuid PRIMARY KEY)")
'''


@scenario("P7")
def two_machines_share_the_work(stage: Stage) -> None:
    """A worker of another machine, with an environment and a folder of its own, shares the jobs; it is killed in the
    middle: everybody gets one reply."""
    installation, acme = stage.rejoinder, stage.a_tenant()
    elsewhere = installation.a_worker_elsewhere("machine2")
    elsewhere.start()
    try:
        elsewhere.wait_for_log("worker.started")
        installation.openai.script = ["slow:0.2"] * PEOPLE
        deliveries = [acme.take(acme.texts.delivery(POSITIVE)) for _ in range(PEOPLE)]
        until(lambda: _done_by(installation, acme, elsewhere.pid) > 0, "the other machine to have done something", 40)
        done = _done_by(installation, acme, elsewhere.pid)
    finally:
        elsewhere.kill()
    installation.sql(
        "UPDATE jobs SET lease_until = clock_timestamp() WHERE status = 'RUNNING' AND lease_owner LIKE %s",
        f"%:{elsewhere.pid}:%",
    )
    _everybody_was_answered_once(installation, acme, deliveries)
    stage.saw(people=PEOPLE, jobs_of_the_other_machine=done)


@scenario("P7")
def upgraded_and_rolled_back_under_traffic(stage: Stage) -> None:
    """The next release migrates the database and takes over while people write; then it is rolled back. This release
    works on meanwhile, because the schema only grew: nothing is lost, nobody gets two replies."""
    installation, acme = stage.rejoinder, stage.a_tenant()
    release = _next_release(installation.folder)
    until(lambda: installation.run("migrate", "--check").returncode == 0, "a schema that fits")
    try:
        with _traffic(acme) as deliveries:
            _some_more(deliveries)
            behind = installation.run("migrate", "--check", PYTHONPATH=release)
            assert behind.returncode == 1, behind.stderr
            assert "leads: nobody reads or writes" in behind.stdout, behind.stdout
            migrated = installation.run("migrate", PYTHONPATH=release)
            assert migrated.returncode == 0, migrated.stderr
            ours = installation.run("migrate", "--check")
            assert (ours.returncode, NEXT_REVISION in ours.stdout) == (0, True), ours.stderr
            before = _some_more(deliveries)
            for delivery in before:  # this release, on the newer schema
                assert acme.ended(delivery, within_s=180)["disposition"] == "sent"
            for release_of_roles in (release, ""):  # forward, and back
                for role in installation.roles:
                    role.stop()
                    role.start(**({"PYTHONPATH": release_of_roles} if release_of_roles else {}))
                installation.wait_until_served()
                _some_more(deliveries)
        _everybody_was_answered_once(installation, acme, deliveries)
    finally:
        _forget_the_next_release(installation)
    stage.saw(people=len(deliveries), migrated=migrated.stdout.strip(), this_release=ours.stdout.strip())


@scenario("P7")
def migrated_too_late(stage: Stage) -> None:
    """A release is started before the database was migrated for it: it takes nothing and says why; once the database
    is there it goes on by itself."""
    installation, acme = stage.rejoinder, stage.a_tenant()
    release = _next_release(installation.folder)
    with installation.without_workers():
        early = installation.workers[0]
        early.start(PYTHONPATH=release)
        try:
            until(lambda: "older than this release" in early.log.read_text(), "the reason in the log", 40)
            delivery = acme.take(acme.texts.delivery(POSITIVE))
            job = acme.jobs(message_id=acme.stored(delivery)["id"])[0]
            assert (job["status"], job["attempts"]) == ("PENDING", 0)
            assert installation.run("migrate", PYTHONPATH=release).returncode == 0
            assert acme.ended(delivery, within_s=180)["disposition"] == "sent"
        finally:
            early.kill()
            _forget_the_next_release(installation)
    stage.saw(job=job["id"])


@scenario("P4")
def restored_from_a_backup(stage: Stage) -> None:
    """The database is lost and put back from a backup: what left since the backup is found at the provider, what did
    not waits for a person, and a message that comes once more is not answered a second time."""
    installation = stage.delayed
    acme = installation.a_tenant(mode="auto", auto_send_threshold=0.8, burst_wait=0)
    left, stayed = acme.take(acme.texts.delivery(POSITIVE)), acme.take(acme.texts.delivery(POSITIVE))
    for delivery in (left, stayed):
        message = acme.stored(delivery)["id"]
        until(partial(acme.sends, message_id=message), "a queued reply", 40)
    file = installation.folder / "before.dump"
    made = installation.run("backup", str(file))
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o077 == 0
    _let_leave(installation, acme, left)
    later = acme.take(acme.texts.delivery(POSITIVE))
    until(lambda: acme.sends(message_id=acme.stored(later)["id"]), "a queued reply", 40)
    _let_leave(installation, acme, later)

    for role in installation.roles:
        role.stop()
    refused = installation.run("restore", str(file))
    assert (refused.returncode, "not empty" in refused.stderr) == (1, True), refused.stderr
    _lose_the_database(installation)
    restored = installation.run("restore", str(file))
    assert restored.returncode == 0, restored.stderr
    installation.start()

    assert "outbound_halted" in {switch["kind"] for switch in installation.get("/health")["switches"]}
    acme.take(later)  # the provider was not told that we had taken it
    found, waiting, again = (acme.ended(delivery, within_s=180) for delivery in (left, stayed, later))
    for switch in installation.all_of("/api/v1/switches"):
        installation.call("DELETE", f"/api/v1/switches/{switch['id']}")
    installation.hasten("workspace_id = %s", acme.id)
    until(lambda: acme.accounting()["in_flight"] == 0, "everything to be settled", 180)
    assert (found["disposition"], len(acme.texts.received_by(left.person))) == ("sent", 1)
    assert (waiting["disposition"], waiting["disposition_reason"]) == ("waiting-human", "send-unknown")
    assert acme.texts.received_by(stayed.person) == []
    assert again["disposition"] != "sent"
    assert len(acme.texts.received_by(later.person)) == 1
    stage.saw(said=restored.stdout.strip(), found=found["id"], waits=waiting["id"], came_again=again["disposition"])


# --- the next release -----------------------------------------------------------------------------------


def _next_release(folder: Path) -> str:
    """This release with one revision more, as a folder for PYTHONPATH; made once."""
    release = folder / "next"
    if not release.exists():
        source = Path(rejoinder.__file__).resolve().parent
        shutil.copytree(source, release / "rejoinder", ignore=shutil.ignore_patterns("__pycache__"))
        text = _NEXT_MIGRATION.format(revision=NEXT_REVISION, before=newest_revision())
        (release / "rejoinder" / "migrations" / "versions" / f"{NEXT_REVISION}_next.py").write_text(text)
    return str(release)


def _forget_the_next_release(installation: Installation) -> None:
    """The schema is this release's again, for the scenarios that follow."""
    installation.sql("DROP TABLE IF EXISTS of_the_next_release")
    installation.sql("ALTER TABLE leads DROP COLUMN IF EXISTS of_the_next_release")
    installation.sql("UPDATE alembic_version SET version_num = %s", newest_revision())


# --- people who write meanwhile ---------------------------------------------------------------------------


@contextlib.contextmanager
def _traffic(acme: Tenant) -> Iterator[list[Delivery]]:
    """Inside the block people write; what was not taken is delivered again, as providers do."""
    taken: list[Delivery] = []
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            delivery = acme.texts.delivery(POSITIVE)
            while not _is_taken(acme, delivery):
                over.wait(0.2)
            taken.append(delivery)
            over.wait(0.5)

    writer = threading.Thread(target=write, name="traffic", daemon=True)
    writer.start()
    try:
        yield taken
    finally:
        over.set()
        writer.join(60)


def _is_taken(acme: Tenant, delivery: Delivery) -> bool:
    with contextlib.suppress(httpx2.TransportError):
        return acme.post(delivery).status_code == 200
    return False


def _some_more(deliveries: list[Delivery]) -> list[Delivery]:
    """The ten people who wrote next."""
    so_far = len(deliveries)
    until(lambda: len(deliveries) >= so_far + 10, "ten more people to write", 60)
    return deliveries[so_far : so_far + 10]


def _everybody_was_answered_once(installation: Installation, acme: Tenant, deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        installation.hasten("workspace_id = %s", acme.id)
        assert acme.ended(delivery, within_s=180)["disposition"] == "sent"
    got = [len(acme.texts.received_by(delivery.person)) for delivery in deliveries]
    assert set(got) == {1}, got
    books = acme.accounting()
    assert (books["received"], books["in_flight"]) == (len(deliveries), 0), books


def _done_by(installation: Installation, acme: Tenant, pid: int) -> int:
    of_them = "job_attempts a JOIN jobs j ON j.id = a.job_id WHERE j.workspace_id = %s AND a.owner LIKE %s"
    return installation.count(of_them, acme.id, f"%:{pid}:%")


# --- a database that is lost --------------------------------------------------------------------------------


def _let_leave(installation: Installation, acme: Tenant, delivery: Delivery) -> None:
    message = acme.stored(delivery)["id"]
    installation.hasten("type = 'SEND_REPLY' AND message_id = %s", message)
    until(lambda: len(acme.texts.received_by(delivery.person)) == 1, "the reply to leave", 40)
    assert acme.ended(delivery, within_s=40)["disposition"] == "sent"


def _lose_the_database(installation: Installation) -> None:
    """An empty database stands where the other one was."""
    name = sql.Identifier(database_name(installation.postgres.url))
    server = installation.own_postgres.server.admin_url
    with psycopg.connect(server, autocommit=True) as db:
        [(owner,)] = db.execute(
            "SELECT r.rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE datname = %s",
            (database_name(installation.postgres.url),),
        )
        db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        db.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(owner)))
