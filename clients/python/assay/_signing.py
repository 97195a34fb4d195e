"""In whose name calls are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._methods import SIGNING


def signed(
    method: str, params: Mapping[str, Any] | list[Any] | None, name: str
) -> Mapping[str, Any] | list[Any] | None:
    """The parameters with a key to sign with, where the method signs and they name none."""
    if method not in SIGNING or isinstance(params, list):
        return params
    return {"as": name, **(params or {})}
