"""Tune the encoder on the corpus, and keep the result only if other projects gain by it.

    python scripts/adapt_encoder.py --home HOME OUT [--steps 200] [--batch 16] [--share .5] [--json]

For maintainers; nothing in Acumen uses the result unless it is asked to (`acumen index --encoder
torch --model OUT`). Needs the torch extra.

Pairs are mined from the index: what a person would call a program (the plain words, synonyms and
labels of its task and architecture) beside the program's card without those words. Training is
contrastive with the other cards of the batch as wrong answers (InfoNCE, A. van den Oord et al.,
arXiv 1807.03748). The tuned weights are averaged with the ones it started from (M. Wortsman et
al., "Robust fine-tuning of zero-shot models", CVPR 2022), which keeps what the base knew. A third
of the repositories is held out: on their pairs the averaged model must be above the base, with a
95 % interval above zero, or nothing is written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.vocabulary import Term, Vocabularies
from acumen.embedding.backends.torch import pool
from acumen.embedding.cards import card_text
from acumen.embedding.weights import Weights, find_weights
from acumen.errors import AcumenError
from acumen.search.significance import bootstrap
from acumen.store.generations import open_index
from acumen.store.home import Home
from corpus.loader import load_vocabularies

TEMPERATURE = 0.05
RATE = 2e-5
MAX_TOKENS = 192
LEAST_CONFIDENCE = 0.8
NAMING = (Facet.TASK, Facet.ARCHITECTURE)


@dataclass(frozen=True, slots=True)
class Pair:
    """What somebody might say, and the card that it should find."""

    repository: str
    wish: str
    card: str
    meaning: str  # pairs of one meaning are never wrong answers to each other


def mine(index: Index, vocabularies: Vocabularies) -> list[Pair]:
    """A pair for each way of naming each program's task and architecture."""
    pairs = []
    for record in index.templates:
        named = [term for facet in NAMING if (term := surest(record, facet, vocabularies))]
        if not named:
            continue
        kept = [a for a in record.attributes if a.facet not in NAMING]
        card = card_text("", record.template.path, "", (), kept, vocabularies)
        meaning = "+".join(term.id for term in named)
        pairs += [Pair(record.template.repository, w, card, meaning) for w in wishes(named)]
    return pairs


def surest(record: TemplateRecord, facet: Facet, vocabularies: Vocabularies) -> Term | None:
    values = [a for a in record.attributes if a.facet is facet and a.confidence >= LEAST_CONFIDENCE]
    vocabulary = vocabularies.get(facet)
    for attribute in sorted(values, key=lambda a: (-a.confidence, a.value)):
        if vocabulary and attribute.value in vocabulary:
            return vocabulary[attribute.value]
    return None


def wishes(named: Sequence[Term]) -> list[str]:
    """Ways to ask for a program of these terms."""
    found = [term.gloss for term in named] + [" ".join(term.label for term in named)]
    found += [word for term in named for word in term.words[:2]]
    return list(dict.fromkeys(filter(None, found)))


def is_held_out(repository: str) -> bool:
    return int(hashlib.sha256(repository.encode()).hexdigest(), 16) % 3 == 0


class Tuned:
    """A network of transformers with its tokenizer, as the torch encoder reads it."""

    def __init__(self, weights: Weights) -> None:
        import torch  # noqa: PLC0415  (seconds to load)
        from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415

        self.torch: Any = torch
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.pooling = weights.model.card.pooling
        self.tokenizer: Any = AutoTokenizer.from_pretrained(
            weights.folder, local_files_only=True, trust_remote_code=False
        )
        self.network: Any = AutoModel.from_pretrained(
            weights.folder, local_files_only=True, trust_remote_code=False, use_safetensors=True
        ).to(self.device)

    def vectors(self, texts: Sequence[str]) -> Any:
        """Unit rows (len(texts), hidden) with their gradients."""
        inputs = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
        ).to(self.device)
        states = self.network(**inputs).last_hidden_state
        pooled = pool(self.torch, states, inputs["attention_mask"], self.pooling)
        return self.torch.nn.functional.normalize(pooled, dim=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.network.eval()
        with self.torch.inference_mode():
            rows = [self.vectors(texts[at : at + 32]).cpu() for at in range(0, len(texts), 32)]
        return np.concatenate([row.numpy() for row in rows])

    def train(self, pairs: Sequence[Pair], steps: int, batch: int, report: Any) -> None:
        torch = self.torch
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=RATE, weight_decay=0.01)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
        draw = random.Random(0)
        self.network.train()
        for step in range(steps):
            chosen = draw.sample(pairs, min(batch, len(pairs)))
            said = self.vectors([pair.wish for pair in chosen])
            cards = self.vectors([pair.card for pair in chosen])
            logits = said @ cards.T / TEMPERATURE
            same = torch.tensor([[a.meaning == b.meaning for b in chosen] for a in chosen])
            same &= ~torch.eye(len(chosen), dtype=torch.bool)
            logits = logits.masked_fill(same.to(self.device), float("-inf"))
            target = torch.arange(len(chosen), device=self.device)
            loss = torch.nn.functional.cross_entropy(logits, target)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            report(step + 1, loss.item())

    def average_with(self, base: Tuned, share: float) -> None:
        """Move the weights back towards ``base``; ``share`` of the tuned ones stays."""
        with self.torch.no_grad():
            for own, other in zip(
                self.network.parameters(), base.network.parameters(), strict=True
            ):
                own.mul_(share).add_(other, alpha=1 - share)


def reciprocal_ranks(model: Tuned, pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """For each wish the reciprocal rank of the first card of its meaning."""
    cards = sorted({(pair.card, pair.meaning) for pair in pairs})
    vectors = model.encode([card for card, _ in cards])
    said = model.encode([pair.wish for pair in pairs])
    meanings = np.array([meaning for _, meaning in cards])
    found = []
    for pair, row in zip(pairs, said, strict=True):
        order = np.argsort(-(vectors @ row), kind="stable")
        found.append(1.0 / (1 + int(np.argmax(meanings[order] == pair.meaning))))
    return np.array(found)


def save(model: Tuned, weights: Weights, out: Path) -> None:
    """The tuned model as a folder that ``--model`` takes: safetensors, tokenizer, configuration."""
    out.mkdir(parents=True)
    for path in sorted(weights.folder.rglob("*.json")):
        place = out / path.relative_to(weights.folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    model.network.save_pretrained(out, safe_serialization=True)


def adapt(given: argparse.Namespace, weights: Weights) -> dict[str, object]:
    index = open_index(Home(given.home.absolute())).index
    pairs = mine(index, load_vocabularies())
    training = [pair for pair in pairs if not is_held_out(pair.repository)]
    held_out = [pair for pair in pairs if is_held_out(pair.repository)]
    if len(training) < given.batch or not held_out:
        raise AcumenError(
            f"The index gives {len(training)} pairs to train on and {len(held_out)} to judge by.",
            remedy="index more repositories",
        )
    base, tuned = Tuned(weights), Tuned(weights)
    before = reciprocal_ranks(base, held_out)

    def report(step: int, loss: float) -> None:
        if step == 1 or step % 20 == 0:
            sys.stderr.write(f"step {step} of {given.steps}: loss {loss:.3f}\n")

    tuned.train(training, given.steps, given.batch, report)
    tuned.average_with(base, given.share)
    after = reciprocal_ranks(tuned, held_out)
    low, high = bootstrap(after - before)
    if low > 0:
        save(tuned, weights, given.out)
    return {
        "pairs": len(training),
        "held_out": len(held_out),
        "before": round(float(before.mean()), 4),
        "after": round(float(after.mean()), 4),
        "interval": [round(low, 4), round(high, 4)],
        "kept": low > 0,
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, help="folder for the tuned model; must not exist")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--model", help="what to start from; default: the small model")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--share", type=float, default=0.5, help="of the tuned weights that stays")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.out.exists():
        sys.stderr.write(f"{given.out} exists; name a new folder.\n")
        return 1
    try:
        report = adapt(given, find_weights(given.model, default="all-MiniLM-L6-v2"))
    except AcumenError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if given.json:
        print(json.dumps(report))
    else:
        print(
            f"{report['pairs']} pairs; on {report['held_out']} held out: {report['before']} -> "
            f"{report['after']}, interval of the gain {report['interval']}"
        )
        print(f"kept in {given.out}" if report["kept"] else "not better: nothing was written")
    return 0 if report["kept"] else 1


if __name__ == "__main__":
    sys.exit(main())
