"""One model trained by one library: ../training.py asks it for figures, a line each.

    peers.py LIBRARY MODEL OPTIMIZER THREADS

reads how many seconds to train for, and answers with samples a second and by how much the peak of
resident memory is above what the library took before there was a model, as JSON. The data are random
numbers, made once: only steps are measured.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench_host import forget_peak, peak, resident  # noqa: E402

BATCHES = {"perceptron": 128, "lenet": 64, "gpt": 16}
CONTEXT, VOCABULARY, WIDTH, HEADS, BLOCKS = 128, 96, 128, 4, 4


def measured(step: Callable[[], object], batch: int, seconds: float) -> float:
    """Samples a second."""
    count = 0
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        step()
        count += 1
    return batch * count / passed


def torch_step(name: str, optimizer: str, threads: int, compiled: bool) -> Callable[[], object]:
    import torch
    from torch import nn
    from torch.nn import functional

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    batch = BATCHES[name]

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norms = nn.ModuleList([nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)])
            self.project = nn.Linear(WIDTH, 3 * WIDTH)
            self.output = nn.Linear(WIDTH, WIDTH)
            self.mix = nn.Sequential(
                nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH)
            )

        def forward(self, x):
            shape = (batch, CONTEXT, HEADS, WIDTH // HEADS)
            parts = self.project(self.norms[0](x)).split(WIDTH, dim=2)
            q, k, v = (part.view(shape).transpose(1, 2) for part in parts)
            y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.output(y.transpose(1, 2).reshape(batch, CONTEXT, WIDTH))
            return x + self.mix(self.norms[1](x))

    class Text(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.tokens = nn.Embedding(VOCABULARY, WIDTH)
            self.places = nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.02)
            self.blocks = nn.Sequential(*[Block() for _ in range(BLOCKS)])
            self.norm = nn.LayerNorm(WIDTH)
            self.scores = nn.Linear(WIDTH, VOCABULARY)

        def forward(self, x):
            x = self.norm(self.blocks(self.tokens(x) + self.places))
            return self.scores(x).view(-1, VOCABULARY)

    if name == "perceptron":
        model = nn.Sequential(
            nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
        )
        x, y = torch.rand(batch, 784), torch.randint(0, 10, (batch,))
    elif name == "lenet":
        model = nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10),
        )  # fmt: skip
        x, y = torch.rand(batch, 1, 28, 28), torch.randint(0, 10, (batch,))
    else:
        model = Text()
        text = torch.randint(0, VOCABULARY, (batch, CONTEXT + 1))
        x, y = text[:, :-1].contiguous(), text[:, 1:].reshape(-1)
    if optimizer == "adam":
        method = torch.optim.Adam(model.parameters(), lr=1e-4)
    else:
        method = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9)
    run = torch.compile(model) if compiled else model

    def step() -> None:
        method.zero_grad(set_to_none=True)
        functional.cross_entropy(run(x), y).backward()
        method.step()

    return step


def jax_step(name: str, optimizer: str) -> Callable[[], object]:
    import jax
    import jax.numpy as jnp

    key = jax.random.PRNGKey(0)
    batch = BATCHES[name]

    def weights(*shape: int):
        return jax.random.normal(key, shape) * 0.02

    def norm(x, p):
        mean = x.mean(-1, keepdims=True)
        variance = ((x - mean) ** 2).mean(-1, keepdims=True)
        return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * p[0] + p[1]

    def dense(*shape: int):
        return [weights(*shape), jnp.zeros(shape[-1])]

    def loss_of(scores, y):
        return -jnp.take_along_axis(jax.nn.log_softmax(scores), y[:, None], 1).mean()

    if name == "perceptron":
        parameters = [dense(784, 512), dense(512, 512), dense(512, 10)]
        x = jax.random.uniform(key, (batch, 784))
        y = jax.random.randint(key, (batch,), 0, 10)

        def loss(p):
            h = jax.nn.relu(x @ p[0][0] + p[0][1])
            h = jax.nn.relu(h @ p[1][0] + p[1][1])
            return loss_of(h @ p[2][0] + p[2][1], y)

    elif name == "lenet":
        parameters = [[weights(3, 3, 1, 32), jnp.zeros(32)], [weights(3, 3, 32, 64), jnp.zeros(64)],
                      dense(9216, 128), dense(128, 10)]  # fmt: skip
        x = jax.random.uniform(key, (batch, 28, 28, 1))
        y = jax.random.randint(key, (batch,), 0, 10)

        def convolve(x, p):
            numbers = ("NHWC", "HWIO", "NHWC")
            y = jax.lax.conv_general_dilated(x, p[0], (1, 1), "VALID", dimension_numbers=numbers)
            return jax.nn.relu(y + p[1])

        def loss(p):
            h = convolve(convolve(x, p[0]), p[1])
            window = (1, 2, 2, 1)
            h = jax.lax.reduce_window(h, -jnp.inf, jax.lax.max, window, window, "VALID")
            h = jax.nn.relu(h.reshape(batch, -1) @ p[2][0] + p[2][1])
            return loss_of(h @ p[3][0] + p[3][1], y)

    else:
        def layer():
            ones = [jnp.ones(WIDTH), jnp.zeros(WIDTH)]
            return [ones, dense(WIDTH, 3 * WIDTH), dense(WIDTH, WIDTH), ones,
                    dense(WIDTH, 4 * WIDTH), dense(4 * WIDTH, WIDTH)]  # fmt: skip

        parameters = [weights(VOCABULARY, WIDTH), weights(CONTEXT, WIDTH),
                      [layer() for _ in range(BLOCKS)], [jnp.ones(WIDTH), jnp.zeros(WIDTH)],
                      dense(WIDTH, VOCABULARY)]  # fmt: skip
        text = jax.random.randint(key, (batch, CONTEXT + 1), 0, VOCABULARY)
        mask = jnp.tril(jnp.ones((CONTEXT, CONTEXT), bool))

        def loss(p):
            h = p[0][text[:, :-1]] + p[1]
            for first, project, output, second, widen, narrow in p[2]:
                parts = jnp.split(norm(h, first) @ project[0] + project[1], 3, -1)
                heads = (batch, CONTEXT, HEADS, WIDTH // HEADS)
                q, k, v = (part.reshape(heads).transpose(0, 2, 1, 3) for part in parts)
                scores = q @ k.transpose(0, 1, 3, 2) / (WIDTH // HEADS) ** 0.5
                mixed = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf)) @ v
                mixed = mixed.transpose(0, 2, 1, 3).reshape(batch, CONTEXT, WIDTH)
                h = h + mixed @ output[0] + output[1]
                wide = jax.nn.gelu(norm(h, second) @ widen[0] + widen[1], approximate=False)
                h = h + wide @ narrow[0] + narrow[1]
            scores = (norm(h, p[3]) @ p[4][0] + p[4][1]).reshape(-1, VOCABULARY)
            return loss_of(scores, text[:, 1:].reshape(-1))

    tree = jax.tree_util
    zeros = tree.tree_map(jnp.zeros_like, parameters)

    @jax.jit
    def update(state):
        p, first, second, count = state
        gradients = jax.grad(loss)(p)
        if optimizer == "sgd":
            first = tree.tree_map(lambda v, g: 0.9 * v + g, first, gradients)
            p = tree.tree_map(lambda w, v: w - 1e-4 * v, p, first)
            return p, first, second, count
        count = count + 1
        first = tree.tree_map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
        second = tree.tree_map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)

        def moved(w, m, v):
            root = jnp.sqrt(v / (1 - 0.999**count)) + 1e-8
            return w - 1e-4 / (1 - 0.9**count) * m / root

        return tree.tree_map(moved, p, first, second), first, second, count

    state = [(parameters, zeros, zeros if optimizer == "adam" else [], jnp.zeros(()))]

    def step() -> None:
        state[0] = update(state[0])
        jax.block_until_ready(state[0])

    return step


def main() -> None:
    library, name, optimizer, threads = sys.argv[1:]
    importlib.import_module("jax" if library == "jax" else "torch")
    before = resident("self")
    forget_peak("self")
    if library == "jax":
        step = jax_step(name, optimizer)
    else:
        step = torch_step(name, optimizer, int(threads), library == "torch-compile")
    for _ in range(3):
        step()
    for line in sys.stdin:
        rate = measured(step, BATCHES[name], float(line))
        print(json.dumps({"rate": rate, "memory": peak("self") - before}), flush=True)


if __name__ == "__main__":
    main()
