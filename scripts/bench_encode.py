"""How fast the onnx encoder is beside SentenceTransformer.encode, and how near its vectors are.

    python scripts/bench_encode.py [--texts 150] [--rounds 3] [--json]

Both encode the same texts (functions, classes and cards of mixed length, made here from a fixed
seed) in turn, round by round, so that a busy machine slows both alike; the ratio of medians is the
figure to quote. Once with one thread (tokens per CPU second), once with every core (tokens per
second). Needs the extra ``torch`` and sentence-transformers.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from acumen.embedding.backends.onnx import OnnxEncoder, usable_cores
from acumen.embedding.tokens import load_tokenizer
from acumen.embedding.weights import Weights, find_weights
from acumen.errors import AcumenError

Vectors = NDArray[np.float32]

NOUNS = (
    "image label batch epoch token mask loss noise latent patch frame mel spectrum graph node edge "
    "reward action state policy feature weight bias gradient anchor box caption query document"
)
LAYERS = ("Conv2d", "Linear", "LSTM", "BatchNorm2d", "Embedding", "Dropout", "MultiheadAttention")
TASKS = (
    "image classification",
    "machine translation",
    "speech recognition",
    "object detection",
    "text generation",
    "style transfer",
    "anomaly detection",
    "graph learning",
    "super resolution",
)
WORDS = (
    "trains a small network on the dataset and reports accuracy after each epoch the script reads "
    "its options from the command line saves checkpoints to a folder resumes from the last one "
    "shows how to use several devices explains every step for people who are new to the field"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Rates of one way to run both, and their ratio."""

    threads: int
    clock: str
    tokens: int
    ours_tokens_per_s: float
    reference_tokens_per_s: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Result:
    texts: int
    cosine_mean: float
    cosine_min: float
    settings: tuple[Setting, ...]


def made_texts(count: int, seed: int = 0) -> list[str]:
    """Functions, classes and cards, from one line to more than the model reads."""
    rng = random.Random(seed)
    makers = (_function, _class, _card)
    return [makers[number % 3](rng) for number in range(count)]


def _function(rng: random.Random) -> str:
    a, b = rng.sample(NOUNS.split(), 2)
    lines = [
        f"def {rng.choice(['train', 'load', 'compute', 'build'])}_{a}({b}, {a}, device='cpu'):"
    ]
    for _ in range(rng.randint(1, 22)):
        x, y = rng.sample(NOUNS.split(), 2)
        lines.append(
            rng.choice(
                [
                    f"    {x} = model({y}.to(device)).mean(dim={rng.randint(0, 3)})",
                    f"    {x}_{y} = F.cross_entropy({x}, {y}) / {rng.randint(2, 512)}",
                    f"    for {x} in {y}_loader:",
                    f"        optimizer.step()  # one step for each {x}",
                ]
            )
        )
    return "\n".join([*lines, f"    return {b}"])


def _class(rng: random.Random) -> str:
    name = "".join(word.title() for word in rng.sample(NOUNS.split(), 2))
    lines = [
        f"class {name}Net(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
    ]
    for number in range(rng.randint(1, 18)):
        sizes = f"{2 ** rng.randint(3, 10)}, {2 ** rng.randint(3, 10)}"
        lines.append(
            f"        self.{rng.choice(NOUNS.split())}{number} = nn.{rng.choice(LAYERS)}({sizes})"
        )
    return "\n".join(lines)


def _card(rng: random.Random) -> str:
    task = rng.choice(TASKS)
    about = " ".join(rng.choice(WORDS.split()) for _ in range(rng.randint(4, 130)))
    name = rng.choice(NOUNS.split())
    return f"{task.title()} with {rng.choice(LAYERS)}\n{name} {task} train\n{about}"


def measure(weights: Weights, texts: Sequence[str], rounds: int) -> Result:
    """Both encoders over ``texts``; raises ImportError where the reference is not installed."""
    import torch  # noqa: PLC0415  (the optional extra)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    reference = SentenceTransformer(str(weights.folder), device="cpu")
    ids = load_tokenizer(weights.read("tokenizer.json"), max_tokens=weights.model.card.max_tokens)
    tokens = sum(ids(text).shape[1] for text in texts)

    def encode_reference(batch: Sequence[str]) -> Vectors:
        return np.asarray(reference.encode(list(batch)), dtype=np.float32)

    settings = []
    cores = usable_cores()
    for threads, clock in ((1, "cpu"), (cores, "wall")):
        torch.set_num_threads(threads)
        ours = OnnxEncoder(weights, threads=threads)
        timer = time.process_time if clock == "cpu" else time.perf_counter
        mine, theirs = _in_turn(
            (ours.encode_documents, encode_reference), texts, rounds=rounds, timer=timer
        )
        settings.append(
            Setting(
                threads=threads,
                clock=clock,
                tokens=tokens,
                ours_tokens_per_s=round(tokens / mine),
                reference_tokens_per_s=round(tokens / theirs),
                ratio=round(theirs / mine, 2),
            )
        )
    wanted = encode_reference(texts)
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    cosines = (wanted * ours.encode_documents(texts)).sum(axis=1)
    return Result(
        texts=len(texts),
        cosine_mean=round(float(cosines.mean()), 5),
        cosine_min=round(float(cosines.min()), 5),
        settings=tuple(settings),
    )


def _in_turn(
    encoders: Sequence[Callable[[Sequence[str]], Vectors]],
    texts: Sequence[str],
    *,
    rounds: int,
    timer: Callable[[], float],
) -> list[float]:
    """Median seconds of each encoder."""
    seconds: list[list[float]] = [[] for _ in encoders]
    for encode in encoders:
        encode(texts[:4])  # first calls set up memory
    for _ in range(rounds):
        for encode, times in zip(encoders, seconds, strict=True):
            start = timer()
            encode(texts)
            times.append(timer() - start)
    return [statistics.median(times) for times in seconds]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--texts", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON document, nothing else")
    args = parser.parse_args()
    try:
        weights = find_weights(None, default="all-MiniLM-L6-v2")
        result = measure(weights, made_texts(args.texts), args.rounds)
    except ImportError as error:
        print(f"The reference needs {error.name}, which is not installed.", file=sys.stderr)
        print("  Try: pip install -e '.[torch]' sentence-transformers", file=sys.stderr)
        return 1
    except AcumenError as error:
        print(error, file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(asdict(result), indent=2))
        return 0
    for setting in result.settings:
        print(
            f"{setting.threads} thread(s), {setting.clock} time: {setting.ours_tokens_per_s:.0f}"
            f" against {setting.reference_tokens_per_s:.0f} tokens/s = {setting.ratio:.2f}x"
        )
    print(
        f"cosine to float32 over {result.texts} texts: mean {result.cosine_mean:.4f},"
        f" min {result.cosine_min:.4f}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
