"""Trains the demo model from scratch on renders of the demo world.

    python -m demo.model.train --data .cache/demo-model/train --run .cache/demo-model/run

Loss: SigLIP's sigmoid loss, where a caption's targets are checked against the truth of every photo of the batch (so one
caption may be true of many), plus two training aids: each peak's place in the picture, and every clause.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
import yaml
from torch import Tensor

from .augment import Crop, augment
from .captions import CaptionSource, Grammar, Peak
from .concepts import TruthTable
from .prototypes import ANTI_CONCEPT, PROMPTS, prototype
from .renders import load_set
from .tokenizer import encode, save_tokenizer, train_tokenizer
from .towers import DualEncoder

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class World:
    """The peaks that renders can show, and the names of those that they cannot."""

    peaks: list[Peak]
    absent_names: list[str]


def read_world(truths: list[dict], catalog: Path = ROOT / 'peaks.yaml') -> World:
    """Splits the catalog by whether a peak is ever to be seen in the training renders."""
    seen = {peak['id'] for truth in truths for peak in truth['peaks']}
    entries = yaml.safe_load(catalog.read_text())
    here = [Peak(e['id'], tuple(e['names']), tuple(e.get('prompts') or ())) for e in entries if e['id'] in seen]
    missing = seen - {peak.id for peak in here}
    here += [Peak(id, (id.replace('-', ' '),), ()) for id in sorted(missing)]
    return World(here, [name for e in entries if e['id'] not in seen for name in e['names']])


def kept_for_evaluation(path: Path = ROOT / 'demo/model/queries.json') -> frozenset[str]:
    """The evaluation's texts, and the single words that its `unseen` nonsense holds: never in a training caption."""
    if not path.exists():
        return frozenset()
    kept: set[str] = set()
    for query in json.loads(path.read_text())['queries']:
        kept.add(query['text'].lower())
        kept.update(query.get('unseen_words', ()))
    return frozenset(kept)


class Places:
    """Training targets for where peaks stand: cells of a map, and which clauses a crop makes undecided."""

    def __init__(self, truths: list[dict], table: TruthTable):
        order = {peak: index for index, peak in enumerate(table.peak_ids)}
        self.table, self.peak_count = table, len(order)
        self.peaks = [[(order[p['id']], p['x'], p['y'], p['visible']) for p in truth['peaks'] if p['id'] in order] for truth in truths]
        self.rows = np.array([table.index[f'peak:{peak}'] for peak in table.peak_ids])

    def targets(self, photos: np.ndarray, crop: Crop, cells: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(where [n, peaks, cells, cells], weight of the same shape, clause values [clauses, n])."""
        values = self.table.values[:, photos].copy()
        where = np.zeros((len(photos), self.peak_count, cells, cells), np.float32)
        weight = np.ones_like(where)
        for row, photo in enumerate(photos):
            for peak, x, y, visible in self.peaks[photo]:
                x, y = crop.place(row, x, y)
                if not (0.01 < x < 0.99 and 0.01 < y < 0.99):
                    clause = self.rows[peak]
                    values[clause, row] = min(values[clause, row], 0.5)  # its flank may still be in the picture
                    weight[row, peak] = 0
                    continue
                column, line = int(x * cells), int(y * cells)
                weight[row, peak, max(0, line - 1) : line + 2, max(0, column - 1) : column + 2] = 0
                weight[row, peak, line, column] = 1 if visible > 0.2 else 0
                where[row, peak, line, column] = 1
        return where, weight, values


def masked_bce(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Mean binary cross-entropy over the pairs that are decided."""
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction='none')
    return (loss * weight).sum() / weight.sum().clamp(min=1)


@dataclass
class Plan:
    """How the training goes; `progress` runs from 0 to 1 by steps or by minutes, whichever is ahead."""

    steps: int
    minutes: float
    batch: int
    rate: float
    small_share: float  # the share of the run on half-size photos: four times as many a second
    started: float

    def progress(self, step: int) -> float:
        return max(step / self.steps, (time.time() - self.started) / 60 / self.minutes)


class Trainer:
    def __init__(self, data: list[Path], run: Path, plan: Plan, seed: int, warm: Path | None):
        self.plan, self.run = plan, run
        self.rng = np.random.default_rng(seed)
        torch.manual_seed(seed)
        sets = [load_set(folder) for folder in data]
        self.images = [images for images, _ in sets]
        truths = [truth for _, ts in sets for truth in ts]
        self.starts = np.cumsum([0] + [len(ts) for _, ts in sets])
        world = read_world(truths)
        self.peaks = world.peaks
        self.table = TruthTable(truths, [peak.id for peak in world.peaks])
        self.places = Places(truths, self.table)
        self.grammar = Grammar(world.peaks, world.absent_names, kept_for_evaluation())
        self.captions = CaptionSource(self.grammar, self.table)
        run.mkdir(parents=True, exist_ok=True)
        if warm:
            from tokenizers import Tokenizer

            self.tokenizer = Tokenizer.from_file(str(warm.parent / 'tokenizer.json'))
        else:
            self.tokenizer = train_tokenizer(self.corpus(60))
        save_tokenizer(self.tokenizer, run)
        self.count = len(truths)
        self.model = DualEncoder(self.tokenizer.get_vocab_size(), len(world.peaks), len(self.table.index))
        if warm:
            self.load(warm)
        self.model = self.model.to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.model).eval()
        decay = [p for p in self.model.parameters() if p.ndim >= 2]
        rest = [p for p in self.model.parameters() if p.ndim < 2]
        self.optimizer = torch.optim.AdamW(
            [{'params': decay, 'weight_decay': 0.05}, {'params': rest, 'weight_decay': 0.0}], lr=plan.rate, betas=(0.9, 0.98), foreach=True
        )
        print(f'{self.count} renders, {len(world.peaks)} peaks, {len(self.table.index)} clauses, {self.tokenizer.get_vocab_size()} pieces, '
              f'{sum(p.numel() for p in self.model.vision.parameters()) / 1e6:.2f} M vision, {sum(p.numel() for p in self.model.text.parameters()) / 1e6:.2f} M text', flush=True)  # fmt: skip

    def load(self, warm: Path) -> None:
        """Takes over what fits from an earlier run (the training aids may have another shape)."""
        state = torch.load(warm, weights_only=True)['model']
        own = self.model.state_dict()
        self.model.load_state_dict({k: v if k in own and v.shape == own[k].shape else own[k] for k, v in state.items() if k in own}, strict=False)

    def corpus(self, rounds: int):
        """Captions for the tokenizer to learn from."""
        rng = np.random.default_rng(7)
        for _ in range(rounds):
            photos = rng.integers(self.starts[-1], size=512)
            yield from self.captions.batch(rng, photos, 2, 128, 512, 384).texts

    def fetch(self, photos: np.ndarray) -> Tensor:
        which = np.searchsorted(self.starts, photos, side='right') - 1
        return torch.from_numpy(np.stack([self.images[w][p - self.starts[w]] for w, p in zip(which, photos)]))

    def step(self, progress: float) -> dict[str, float]:
        small = progress < self.plan.small_share
        photos = self.rng.choice(self.count, self.plan.batch, replace=False)
        pixels = self.fetch(photos)
        if small:
            pixels = F.avg_pool2d(pixels.permute(0, 3, 1, 2).float(), 2).permute(0, 2, 3, 1)
        crop = Crop(self.rng, len(photos))
        pixels = augment(self.rng, pixels, crop).contiguous(memory_format=torch.channels_last)
        with torch.autocast('cpu', torch.bfloat16):
            middle, last = self.model.vision.maps(pixels)
        middle, last = middle.float(), last.float()
        pooled = self.model.vision.pool(middle, last)[1]
        where, weight, values = (torch.from_numpy(a) for a in self.places.targets(photos, crop, middle.shape[-1]))

        half = self.plan.batch // 2
        batch = self.captions.batch(self.rng, photos, 1, half, half, half)
        prompts, owners = self.prototype_prompts(photos)
        texts = F.normalize(self.embed(batch.texts + prompts), dim=1)
        captions, prompt_vectors = texts[: len(batch.texts)], texts[len(batch.texts) :]
        blended = prototype(prompt_vectors[:-1].view(len(owners), -1, captions.shape[1]), prompt_vectors[-1])
        target = values[torch.from_numpy(batch.clause_ids)].amin(dim=1)
        target = torch.cat([target, values[torch.from_numpy(self.places.rows[owners])]])
        logits = self.model.logits(F.normalize(pooled, dim=1), torch.cat([captions, blended]))
        pair = masked_bce(logits, target, (target != 0.5).float())
        told = values.t()
        aid = masked_bce(self.model.clauses(pooled), told, (told != 0.5).float())
        place = masked_bce(self.model.where(middle), where, weight * (1 + 20 * where))
        loss = pair + (0.5 * aid + 2.0 * place) * (1 - 0.8 * progress)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0, foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return {'pair': pair.item(), 'aid': aid.item(), 'place': place.item()}

    def embed(self, texts: list[str], groups: int = 4) -> Tensor:
        """Text vectors [texts, 768], not normalised. In groups of like length: most captions are short, a few are long."""
        ids = encode(self.tokenizer, texts, 0)
        lengths = (ids != 0).sum(axis=1)
        order = np.argsort(lengths, kind='stable')
        parts = []
        for rows in np.array_split(order, groups):
            with torch.autocast('cpu', torch.bfloat16):
                parts.append(self.model.text(torch.from_numpy(ids[rows, : lengths[rows[-1]]]))[1].float())
        return torch.cat(parts)[torch.from_numpy(np.argsort(order))]

    def prototype_prompts(self, photos: np.ndarray, peaks: int = 8) -> tuple[list[str], np.ndarray]:
        """Prompts of some peaks (rather those to be seen), the anti-concept last: the product searches with their blend."""
        seen = [peak for photo in photos[:32] for peak, _, _, _ in self.places.peaks[photo]]
        owners = np.concatenate([self.rng.choice(seen or [0], peaks // 2), self.rng.integers(self.places.peak_count, size=peaks - peaks // 2)])
        texts = []
        for owner in owners:
            names = self.peaks[owner].names
            name = names[0] if self.rng.random() < 0.6 else names[int(self.rng.integers(len(names)))]
            texts += [form.format(name=name) for form in PROMPTS]
        return texts + [ANTI_CONCEPT], owners

    def learn(self) -> None:
        step, said, sums = 0, time.time(), {}
        saved = time.time()
        while (progress := self.plan.progress(step)) < 1:
            warm_up = min(1.0, (step + 1) / 200)
            rate = self.plan.rate * warm_up * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
            for group in self.optimizer.param_groups:
                group['lr'] = rate
            for name, value in self.step(progress).items():
                sums[name] = sums.get(name, 0) + value
            step += 1
            decay = min(0.998, (step + 1) / (step + 10))
            with torch.no_grad():
                for kept, new in zip(self.average.state_dict().values(), self.model.state_dict().values()):
                    kept.lerp_(new, 1 - decay) if kept.is_floating_point() else kept.copy_(new)
            if step % 50 == 0:
                rest = ' '.join(f'{name} {value / 50:.4f}' for name, value in sums.items())
                speed = 50 * self.plan.batch / (time.time() - said)
                print(f'step {step} at {progress:.3f}: {rest} scale {self.model.logit_scale.exp().item():.1f} '
                      f'bias {self.model.logit_bias.item():.2f} | {speed:.0f} img/s', flush=True)  # fmt: skip
                said, sums = time.time(), {}
            if time.time() - saved > 240:
                self.save(step)
                saved = time.time()
        self.save(step)
        print(f'done: {step} steps in {(time.time() - self.plan.started) / 60:.1f} min', flush=True)

    def save(self, step: int) -> None:
        about = {'step': step, 'batch': self.plan.batch, 'renders': self.count, 'minutes': (time.time() - self.plan.started) / 60}
        torch.save({'model': self.average.state_dict(), 'about': about, 'peaks': self.table.peak_ids}, self.run / 'model.pt.new')
        (self.run / 'model.pt.new').replace(self.run / 'model.pt')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, nargs='+', required=True)
    parser.add_argument('--run', type=Path, required=True)
    parser.add_argument('--steps', type=int, default=3000)
    parser.add_argument('--minutes', type=float, default=45)
    parser.add_argument('--batch', type=int, default=128)
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--small-share', type=float, default=0.35)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--warm', type=Path, help='model.pt of an earlier run to go on from')
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    plan = Plan(args.steps, args.minutes, args.batch, args.rate, args.small_share, time.time())
    Trainer(args.data, args.run, plan, args.seed, args.warm).learn()


if __name__ == '__main__':
    main()
