"""Trains models for their own sake: two on handwritten digits, and a GPT on letters.

    python3 examples/train.py                          # a few hundred steps
    python3 examples/train.py --steps 8                # a first look

The models are files in examples/models: for the digits digits.json, a small CNN, and residual.json,
a perceptron with a way around a layer, written as an explicit graph; gpt.json for the text, which is
what this repository says of itself in its Markdown files. perceptron.json and lenet.json are for
images of 28x28 pixels, such as Fashion-MNIST.

The script needs nothing but Python, the client in clients/python and the program `assay` (the
environment variable ASSAY says where it is). It ends with a status other than zero unless all
losses fall.
"""

from __future__ import annotations

import argparse
import json
import os
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

# The client is found where it lies, so that nothing has to be installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients/python"))

import assay  # noqa: E402

PROGRAM = os.environ.get("ASSAY", ".build/release/assay")
EXAMPLES = Path(__file__).resolve().parent
# A sample is what the model sees and the character after it.
CONTEXT = 128
NEWLINE, PRINTABLE = 95, range(32, 127)


def model(name: str) -> Any:
    return json.loads((EXAMPLES / f"models/{name}.json").read_text())


def codes(text: str) -> bytes:
    """A number below 96 for each character; a space for those that have none of their own."""
    known = {chr(code): code - PRINTABLE.start for code in PRINTABLE} | {"\n": NEWLINE}
    return bytes(known.get(character, 0) for character in text)


def npy(path: Path, numbers: bytes, *shape: int) -> str:
    """Writes an array of bytes as a .npy file, version 1.0; answers its path."""
    extents = "".join(f"{extent}, " for extent in shape)
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({extents}), }}"
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    head = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    path.write_bytes(head + numbers)
    return str(path)


def register_digits(client: assay.Client) -> Any:
    path = EXAMPLES / "data/digits.csv.gz"
    return client.dataset.register(path=str(path), scale=16, train=1437)


def register_text(client: assay.Client, folder: Path) -> Any:
    """This repository's Markdown files, cut into samples; every twentieth is kept for testing."""
    files = sorted([*EXAMPLES.parent.glob("*.md"), *EXAMPLES.parent.glob("docs/**/*.md")])
    text = codes("\n".join(file.read_text() for file in files))
    count = (len(text) - 1) // CONTEXT
    samples = b"".join(text[i * CONTEXT : (i + 1) * CONTEXT + 1] for i in range(count))
    return client.dataset.register(
        path=npy(folder / "text.npy", samples, count, CONTEXT + 1),
        # The text is its own label.
        labels=npy(folder / "labels.npy", bytes(count), count),
        train=count - count // 20,
    )


def train(client: assay.Client, name: str, data: Any, **settings: Any) -> bool:
    """Trains, tells how it goes and how good it got; answers whether the loss fell."""
    architecture = model(name)
    created = client.model.create(architecture, batchSize=settings["batchSize"])
    gigaflops = created["step"]["flops"] / 1e9
    print(f"{name}: {created['count']:,} parameters, {gigaflops:.2f} GFLOP a step")

    def tell(progress: dict[str, Any]) -> None:
        if "samplesPerSecond" in progress:
            speed = progress["samplesPerSecond"]
            print(f"  step {progress['step']:4}  loss {progress['loss']:.3f}  {speed:,.0f} samples/s")

    trained = client.model.train(
        architecture, data["train"]["blob"], on_progress=tell, timeout=3600, **settings
    )
    tested = client.model.evaluate(
        trained["parameters"], data["test"]["blob"], architecture=architecture
    )
    losses = trained["losses"]
    print(
        f"  {trained['samplesPerSecond']:,.0f} samples/s; on other samples: "
        f"loss {tested['loss']:.3f}, {tested['accuracy']:.1%} right"
    )
    return losses[-1]["loss"] < losses[0]["loss"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--steps", type=int, default=300, help="steps of each run (300)")
    steps = parser.parse_args().steps
    with tempfile.TemporaryDirectory(prefix="assay-train-") as folder:
        home = Path(folder) / "home"
        with assay.spawn(home, program=PROGRAM, log_level="error") as client:
            digits = register_digits(client)
            falls = [
                *(
                    train(
                        client, name, digits, batchSize=64, steps=steps,
                        optimizer={"sgd": {"learningRate": "0.05", "momentum": "0.9"}},
                    )
                    for name in ("digits", "residual")
                ),
                train(
                    client, "gpt", register_text(client, Path(folder)), batchSize=16, steps=steps,
                    optimizer={"adamW": {
                        "learningRate": "0.001", "weightDecay": "0.01", "normMax": "1",
                        "schedule": {"warmUp": max(1, steps // 10)},
                    }},
                ),
            ]  # fmt: skip
    if all(falls):
        return 0
    print("a loss did not fall", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
