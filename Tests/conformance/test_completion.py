"""Completion in real shells, each driven as at a keyboard, and the manual page."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from host_process import ASSAY, SECONDS_MAX
from schemas import ROOT, all_methods


def environment(tmp_path: Path) -> dict[str, str]:
    """The program on the path, and nothing of the user's own settings."""
    return {
        "PATH": f"{Path(ASSAY).parent}:{os.environ['PATH']}", "HOME": str(tmp_path),
        "TERM": "xterm", "XDG_CONFIG_HOME": str(tmp_path), "ZDOTDIR": str(tmp_path),
        "LANG": "C.UTF-8",
    }  # fmt: skip


def run(*command: str, **options: object) -> str:
    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS_MAX, **options
    )  # type: ignore[call-overload]
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def bash(line: str, directory: Path) -> set[str]:
    """What readline offers: the words that the registered function leaves in COMPREPLY."""
    script = (
        "source <(assay completion bash); COMP_LINE=$1 COMP_POINT=${#1}; "
        'compopt() { :; }; eval "$(complete -p assay | sed "s/.*-F //; s/ assay$//")"; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    shown = run("bash", "--norc", "-c", script, "bash", line, env=environment(directory))
    return set(shown.split())


def fish(line: str, directory: Path) -> set[str]:
    script = "assay completion fish | source; complete -C $argv[1]"
    shown = run("fish", "--no-config", "-c", script, line, env=environment(directory))
    return {row.split("\t")[0] for row in shown.splitlines()}


def zsh(line: str, directory: Path) -> set[str]:
    """Zsh completes only for somebody at a terminal, so here is one."""
    (directory / "_assay").write_text(run(ASSAY, "completion", "zsh"))
    (directory / ".zshrc").write_text(
        f"PS1='ready> '; fpath=({directory} $fpath); autoload -Uz compinit; compinit -u -D\n"
        "setopt no_list_beep no_always_last_prompt; bindkey '^I' list-choices\n"
        "LISTMAX=1000; unsetopt prompt_sp prompt_cr\n"
    )
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["zsh", "-i"], stdin=follower, stdout=follower, stderr=follower, cwd=directory,
        env={**environment(directory), "COLUMNS": "200", "LINES": "1000"}, start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    try:
        read_screen(leader, lambda shown: "ready> " in shown)
        os.write(leader, line.encode() + b"\t")
        # The words are listed below the line, and then the line is shown again.
        shown = read_screen(leader, lambda shown: "ready> " in shown)
    finally:
        process.kill()
        process.wait()
        os.close(leader)
    rows = shown.split("ready> ")[0].splitlines()[1:]
    return {row.split()[0] for row in rows if row.strip()}


def read_screen(leader: int, is_enough: object) -> str:
    """What appears until it is enough, without the terminal's control sequences."""
    shown = ""
    deadline = time.monotonic() + SECONDS_MAX
    while not is_enough(shown):  # type: ignore[operator]
        readable, _, _ = select.select([leader], [], [], max(0, deadline - time.monotonic()))
        assert readable, f"waited for the shell; so far: {shown!r}"
        text = os.read(leader, 1 << 16).decode(errors="replace")
        shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r|\x07", "", text)
    return shown


SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}


@pytest.fixture(params=list(SHELLS))
def complete(request: pytest.FixtureRequest, tmp_path: Path):
    if not shutil.which(request.param):
        pytest.skip(f"there is no {request.param} here")
    return lambda line: SHELLS[request.param](line, tmp_path)


def test_commands_and_their_options(complete) -> None:
    assert {"serve", "call", "completion", "version"} <= complete("assay ")
    assert {"--home", "--socket", "--json", "--watch"} <= complete("assay call --")
    assert complete("assay token ") == {"narrow", "show"}
    assert {"--methods", "--expires"} <= complete("assay token narrow --")
    assert complete("assay serve --log-level ") >= {"trace", "error"}


def test_methods(complete) -> None:
    namespaces = {name for name in all_methods() if name.startswith("tensor.")}
    assert complete("assay call tensor.") == namespaces
    assert "round.open" in complete("assay call --json round.op")


def test_parameters_that_are_not_given_yet(complete) -> None:
    parameters = {f"{name}=" for name in all_methods()["participant.transfer"].parameters}
    parameters |= {"deadline=", "check="}  # which every call may take
    assert complete("assay call participant.transfer ") == parameters
    assert complete("assay call participant.transfer to=bob ") == parameters - {"to="}
    assert complete("assay call participant.transfer bob ") == parameters - {"to="}


def test_values_that_the_schema_names(complete) -> None:
    def values(line: str) -> set[str]:
        return {word.rpartition("=")[2] for word in complete(line)}

    assert values("assay call round.open assignment=") == {"open", "beacon"}
    assert values("assay call verifier.report accepted=t") == {"true"}
    assert values("assay call ledger.tick check=") == {"true", "false"}


def test_a_candidate_is_told_with_its_summary() -> None:
    rows = run(ASSAY, "complete", "assay", "call", "host.").splitlines()
    told = dict(row.split("\t") for row in rows)
    assert told["host.ping"] == all_methods()["host.ping"].document["summary"]


def test_the_manual_page_is_up_to_date() -> None:
    page = (ROOT / "docs/assay.1").read_text()
    assert page == run(ASSAY, "manual"), "`make manual` writes docs/assay.1 anew"


@pytest.mark.parametrize(
    "command", [["mandoc", "-T", "lint", "-W", "warning"], ["man", "--warnings", "--local-file"]]
)
def test_the_manual_page_is_well_formed(command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"there is no {command[0]} here")
    answer = subprocess.run(
        [*command, str(ROOT / "docs/assay.1")], capture_output=True, text=True,
        timeout=SECONDS_MAX, env={**os.environ, "MANPAGER": "cat", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert (answer.returncode, answer.stderr) == (0, "")
    assert command[0] == "man" or answer.stdout == ""
