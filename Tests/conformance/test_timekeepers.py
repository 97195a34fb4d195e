"""Time that several keep together (rule L2)."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_process import HostProcess
from wire import RefusedCall

NAMES = ["ada", "alan", "grace"]
DEADLINE_PASSED, WRONG_PHASE = 208, 202


def test_late_votes_do_not_make_time_run_faster(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        call = host.connect().call
        participants = [{"name": name, "credits": 10} for name in NAMES]
        call("network.create", name="clock", participants=participants, timekeepers=NAMES)
        for period in range(1, 5):
            for name in NAMES[:2]:
                call("ledger.tick", tick=period, **{"as": name})
            with pytest.raises(RefusedCall) as refusal:
                call("ledger.tick", tick=period, **{"as": NAMES[2]})
            assert refusal.value.code == DEADLINE_PASSED
            assert call("network.status")["tick"] == period
        call("ledger.tick", **{"as": NAMES[0]})
        for tick in (5, 6):
            with pytest.raises(RefusedCall) as refusal:
                call("ledger.tick", tick=tick, **{"as": NAMES[0]})
            assert refusal.value.code == WRONG_PHASE
