"""`host.metrics`: what is counted is what has happened."""

from __future__ import annotations

import pytest
from metrics import metrics
from test_long_calls import start_training
from wire import RefusedCall
from world import World


def test_requests_are_counted_by_method_and_outcome(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    before = metrics(connection)
    for _ in range(7):
        connection.call("host.ping")
        connection.call("network.status")
    for _ in range(3):
        with pytest.raises(RefusedCall):
            connection.call_unchecked("network.status", {"colour": "red"})
        with pytest.raises(RefusedCall):
            connection.call_unchecked("no.such", {})
    after = metrics(connection)

    def grown(name: str, **labels: str) -> float:
        return after.get(name, **labels) - before.get(name, **labels)

    requests = "assay_requests_total"
    assert grown(requests, method="host.ping", outcome="ok") == 7
    assert grown(requests, method="network.status", outcome="ok") == 7
    assert grown(requests, method="network.status", outcome="invalidParameters") == 3
    assert grown(requests, method="", outcome="methodNotFound") == 3
    assert grown(requests, method="host.metrics", outcome="ok") == 1
    duration = "assay_call_duration_seconds"
    assert grown(f"{duration}_count", method="network.status") == 10
    assert grown(f"{duration}_bucket", method="network.status", le="+Inf") == 10
    assert 0 < grown(f"{duration}_sum", method="network.status") < 60
    counts = [
        after.value(f"{duration}_bucket", method="network.status", le=bound)
        for bound in ("5e-05", "0.001", "0.1", "60.0", "+Inf")
    ]
    assert counts == sorted(counts)


def test_what_there_is_at_the_moment_is_measured(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    connection.call("events.listen", topics=["job"])
    now = metrics(connection)
    assert now.value("assay_connections") == 2
    assert now.value("assay_connections_total") >= 2
    assert now.value("assay_subscriptions") == 1
    assert now.value("assay_calls_in_flight") == 0
    assert now.value("assay_log_position") == connection.call("network.status")["position"]
    assert now.value("assay_jobs", state="running") == 0
    assert now.value("assay_uptime_seconds") > 0
    assert now.value("process_cpu_seconds_total") > 0
    assert now.value("process_resident_memory_bytes") > 1 << 20
    descriptors = now.value("process_open_fds")
    others = [fresh_world.host.connect() for _ in range(10)]
    for other in others:
        other.call("host.ping")
    now = metrics(connection)
    assert now.value("process_open_fds") == descriptors + 10
    assert now.value("assay_connections") == 12


def test_work_is_seen_while_it_goes_on(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    trained = metrics(connection).value("assay_training_steps_total")
    start_training(fresh_world, connection)
    now = metrics(connection)
    assert now.value("assay_calls_in_flight") == 1
    assert now.value("assay_computations_running", lane="runs") == 1
    assert now.value("assay_training_steps_total") > trained
