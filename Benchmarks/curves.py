"""What training comes to, beside PyTorch from the same parameters over the same batches.

A GPT learns text for 500 steps: the losses' means over 50 steps are to be within 1 % of PyTorch's. A
perceptron and a CNN learn Fashion-MNIST (Debian's dataset-fashion-mnist): their accuracy on the test
images is to be within half a point of PyTorch's, or better. The order of the samples is computed here
anew from its definition (Training/BatchOrder.swift).

    curves.py [text] [perceptron] [lenet]     what is named, or all
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy
import torch
from bench_host import Lines, host
from torch import nn
from torch.nn import functional

ROOT = Path(__file__).resolve().parents[1]
FASHION = Path("/usr/share/datasets/fashion-mnist")
CONTEXT, SEED = 128, 7


def philox(key: tuple[int, int], counter: list[int]) -> list[int]:
    """Ten rounds of Philox4x32: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3"."""
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        left, right = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (right >> 32) ^ b ^ k0, right & M, (left >> 32) ^ d ^ k1, left & M
        k0, k1 = (k0 + 0x9E3779B9) & M, (k1 + 0xBB67AE85) & M
    return [a, b, c, d]


M = 0xFFFFFFFF


def words(seed: bytes, stream: int) -> Iterator[int]:
    key = struct.unpack("<2I", seed[:8])
    block = 0
    while True:
        yield from philox(key, [block, 0, stream & M, stream >> 32])
        block += 1


def permutation(seed: bytes, epoch: int, count: int) -> list[int]:
    """Fisher and Yates from the end, by draws that reject the surplus."""
    places = list(range(count))
    draws = words(seed, epoch)
    for last in range(count - 1, 0, -1):
        bound = last + 1
        surplus = (1 << 32) % bound
        product = next(draws) * bound
        while product & M < surplus:
            product = next(draws) * bound
        other = product >> 32
        places[last], places[other] = places[other], places[last]
    return places


def batches(count: int, size: int) -> Iterator[list[int]]:
    label = b"assay/local-order/v1"
    seed = hashlib.sha256(label + b"\0" + struct.pack("<Q", SEED)).digest()
    epoch = 0
    while True:
        order = permutation(seed, epoch, count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]
        epoch += 1


def described(name: str) -> dict:
    return json.loads((ROOT / "examples" / "models" / f"{name}.json").read_text())


class Block(nn.Module):
    """One block of the text model, its parameters named as ours are within it."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.input, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        samples, positions, width = x.shape
        shape = (samples, positions, self.heads, width // self.heads)
        parts = self.input(self.first(x)).split(width, dim=2)
        q, k, v = (part.reshape(shape).transpose(1, 2) for part in parts)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.output(mixed.transpose(1, 2).reshape(samples, positions, width))
        return x + self.narrow(functional.gelu(self.wide(self.second(x))))


class Text(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(96, 128), nn.Parameter(torch.zeros(CONTEXT, 128))
        self.blocks = nn.Sequential(*[Block(128, 4) for _ in range(4)])
        self.norm, self.scores = nn.LayerNorm(128), nn.Linear(128, 96)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.scores(self.norm(self.blocks(self.tokens(x) + self.places)))


def peer(name: str) -> nn.Module:
    if name == "gpt":
        return Text()
    if name == "perceptron":
        return nn.Sequential(
            nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
        )
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3),
        nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(),
        nn.Linear(128, 10),
    )  # fmt: skip


def load(model: nn.Module, path: Path) -> None:
    """Takes over parameters from a .safetensors file, which has them in the order of the layers."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)

    def place(name: str) -> list:
        # A weight comes before its bias.
        return [int(word) if word.isdigit() else word for word in name.split(".")[:-1]] + [
            name.endswith("bias")
        ]

    names = sorted(header, key=lambda name: [str(part).zfill(4) for part in place(name)])
    parameters = list(model.parameters())
    if isinstance(model, Text):
        parameters = [model.tokens.weight, model.places]
        for block in model.blocks:
            for part in (block.first, block.input, block.output, block.second, block.wide,
                         block.narrow):  # fmt: skip
                parameters += [part.weight, part.bias]
        parameters += [*model.norm.parameters(), *model.scores.parameters()]
    assert len(names) == len(parameters), (len(names), len(parameters))
    for name, parameter in zip(names, parameters):
        start, end = (8 + length + offset for offset in header[name]["data_offsets"])
        values = numpy.frombuffer(content[start:end], "<f4").reshape(header[name]["shape"])
        assert tuple(parameter.shape) == values.shape, (name, parameter.shape, values.shape)
        parameter.data = torch.from_numpy(values.copy())


def text_samples() -> numpy.ndarray:
    """This repository's Markdown, as numbers of characters."""
    files = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    text = "\n".join(file.read_text() for file in files)
    codes = [min(max(ord(character) - 32, 0), 95) for character in text]
    count = (len(codes) - 1) // CONTEXT
    rows = [codes[i * CONTEXT : (i + 1) * CONTEXT + 1] for i in range(count)]
    return numpy.array(rows, "<f4")


def images(part: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    import gzip

    pixels = gzip.decompress((FASHION / f"{part}-images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((FASHION / f"{part}-labels-idx1-ubyte.gz").read_bytes())[8:]
    scaled = numpy.frombuffer(pixels, "u1").reshape(-1, 784).astype("<f4") / numpy.float32(255)
    return scaled, numpy.frombuffer(labels, "u1").astype("<i4")


class Run:
    """One model, trained by both."""

    def __init__(self, caller: Lines, folder: Path, name: str, batch: int, rate: str) -> None:
        self.caller, self.folder, self.name = caller, folder, name
        self.batch, self.rate = batch, rate

    def register(self, x: numpy.ndarray, y: numpy.ndarray) -> str:
        numpy.save(self.folder / "x.npy", x)
        numpy.save(self.folder / "y.npy", y)
        registered = self.caller.call("dataset.register", path=str(self.folder / "x.npy"),
                                      labels=str(self.folder / "y.npy"))  # fmt: skip
        return registered["train"]["blob"]

    def ours(self, data: str, steps: int) -> dict:
        return self.caller.call(
            "model.train", model=described(self.name), dataset=data, batchSize=self.batch,
            steps=steps, seed=SEED, threads=2, optimizer={"adam": {"learningRate": self.rate}},
        )  # fmt: skip

    def theirs(self, x: numpy.ndarray, y: numpy.ndarray, steps: int) -> tuple[nn.Module, list]:
        created = self.caller.call("model.create", model=described(self.name), seed=SEED)
        path = self.folder / "parameters.safetensors"
        self.caller.call("blob.get", blob=created["parameters"], path=str(path))
        model = peer(self.name)
        load(model, path)
        method = torch.optim.Adam(model.parameters(), lr=float(self.rate))
        losses = []
        order = batches(len(x), self.batch)
        for _ in range(steps):
            rows = next(order)
            method.zero_grad()
            if self.name == "gpt":
                tokens = torch.from_numpy(x[rows]).long()
                scores, wanted = model(tokens[:, :-1]).flatten(0, 1), tokens[:, 1:].flatten()
            else:
                scores, wanted = model(torch.from_numpy(x[rows])), torch.from_numpy(y[rows]).long()
            loss = functional.cross_entropy(scores, wanted)
            loss.backward()
            method.step()
            losses.append(loss.item())
        return model, losses


def text(caller: Lines, folder: Path) -> None:
    x = text_samples()
    y = numpy.zeros(len(x), "<i4")
    run = Run(caller, folder, "gpt", 16, "0.001")
    data, steps = run.register(x, y), 500
    ours = run.ours(data, steps)["losses"]
    _, theirs = run.theirs(x, y, steps)
    worst = 0.0
    width = 50
    for end in range(width, steps + 1, width):
        mine = [entry["loss"] for entry in ours if end - width < entry["step"] <= end]
        a, b = sum(mine) / len(mine), sum(theirs[end - width : end]) / width
        worst = max(worst, abs(a / b - 1))
        print(f"  steps {end - width + 1:3}-{end:3}: ours {a:.4f}, PyTorch {b:.4f}, {a / b - 1:+.3%}")
    print(f"  gpt: the means of 50 steps differ by {worst:.3%} at most; <= 1 %: "
          f"{'met' if worst <= 0.01 else 'MISSED'}")  # fmt: skip


def fashion(caller: Lines, folder: Path, name: str, epochs: int) -> None:
    x, y = images("train")
    run = Run(caller, folder, name, 128, "0.001")
    steps = epochs * (len(x) // run.batch)
    parameters = run.ours(run.register(x, y), steps)["parameters"]
    tested_x, tested_y = images("t10k")
    found = caller.call("model.evaluate", model=parameters, architecture=described(name),
                        dataset=run.register(tested_x, tested_y))  # fmt: skip
    model, _ = run.theirs(x, y, steps)
    with torch.no_grad():
        scores = torch.cat([model(torch.from_numpy(part)) for part in numpy.split(tested_x, 20)])
    theirs = (scores.argmax(1).numpy() == tested_y).mean()
    gap = found["accuracy"] - theirs
    verdict = "met" if gap > -0.005 else "MISSED"
    print(f"  {name}, Fashion-MNIST, {epochs} epochs: ours {found['accuracy']:.2%}, "
          f"PyTorch {theirs:.2%}; within 0.5 points: {verdict}")  # fmt: skip


def main() -> None:
    wanted = sys.argv[1:] or ["text", "perceptron", "lenet"]
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder, host() as running:
        caller = Lines(running.path)
        if "text" in wanted:
            text(caller, Path(folder))
        for name, epochs in (("perceptron", 10), ("lenet", 3)):
            if name not in wanted:
                continue
            if FASHION.is_dir():
                fashion(caller, Path(folder), name, epochs)
            else:
                print(f"  {name}: SKIPPED, for {FASHION} is missing; "
                      "`apt-get install dataset-fashion-mnist` brings it")  # fmt: skip


if __name__ == "__main__":
    main()
