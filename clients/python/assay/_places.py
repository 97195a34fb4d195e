"""Where the host is: the same options and environment as the program's."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from ._failures import NoHost


def home_path(home: str | os.PathLike[str] | None) -> Path:
    """The home as given, or $ASSAY_HOME, or assay/ in $XDG_DATA_HOME or ~/.local/share."""
    environment = os.environ
    if home is not None:
        return Path(home)
    if environment.get("ASSAY_HOME"):
        return Path(environment["ASSAY_HOME"])
    if environment.get("XDG_DATA_HOME"):
        return Path(environment["XDG_DATA_HOME"]) / "assay"
    return Path.home() / ".local/share/assay"


def socket_path(
    socket: str | os.PathLike[str] | None, home: str | os.PathLike[str] | None
) -> str:
    """The socket as given, or that of a given home, or $ASSAY_SOCKET, or that of the home."""
    if socket is not None:
        return os.fspath(socket)
    if home is None and os.environ.get("ASSAY_SOCKET"):
        return os.environ["ASSAY_SOCKET"]
    return str(home_path(home) / "run/assay.sock")


def token_text(token: str | None) -> str | None:
    """The token as given, or what the file at $ASSAY_TOKEN_FILE holds."""
    path = os.environ.get("ASSAY_TOKEN_FILE")
    return Path(path).read_text().strip() if token is None and path else token


def program_path(program: str | None) -> str:
    """The program as given, or $ASSAY, or `assay` on the PATH; raises `NoHost` without one."""
    program = program or os.environ.get("ASSAY") or "assay"
    path = shutil.which(program)
    if path is None:
        raise NoHost(
            f"there is no program {program}; put assay on the PATH, or its path into $ASSAY"
        )
    return path


@dataclass(frozen=True)
class Program:
    """How a host is started: `assay serve --stdio`, which ends with its standard input."""

    home: Path
    socket: str | None = None
    program: str | None = None
    arguments: tuple[str, ...] = ()
    log_level: str = "warning"
    environment: dict[str, str] | None = field(default=None, compare=False)

    @property
    def command(self) -> list[str]:
        path = program_path(self.program)
        socket = ["--socket", self.socket] if self.socket else []
        command = [path, "serve", "--stdio", "--home", str(self.home), *socket]
        return [*command, "--log-level", self.log_level, *self.arguments]
