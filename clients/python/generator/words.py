"""Names and texts as Python wants them."""

from __future__ import annotations

import keyword
import re
import textwrap

WIDTH = 100
HEADER = '"""{title}\n\nMade by clients/python/generate.py from {source}: change those.\n"""\n'


def pascal(text: str) -> str:
    """`solver.train` and `finalCheckpoint` as parts of a class name."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", text))


def identifier(name: str) -> str:
    """A name as Python can write it: `as` becomes `as_`."""
    return f"{name}_" if keyword.iskeyword(name) else name


def wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def docstring(text: str, indent: str) -> list[str]:
    """A docstring whose first line is the summary."""
    summary, _, rest = text.replace("\\", "\\\\").partition("\n")
    if not rest:
        line = f'{indent}"""{summary}"""'
        if len(line) <= WIDTH:
            return [line]
    return [f'{indent}"""{summary}', *rest.splitlines(), f'{indent}"""']
