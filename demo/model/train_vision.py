"""Stage 1: teaches the vision tower to see: which clauses are true of a render, and where each summit stands in it.

    python -m demo.model.train_vision --data .cache/demo-model/train --run .cache/demo-model/run

Captions come in stage 2, on features that are computed once: two cores cannot afford the text tower beside every photo.
"""

from __future__ import annotations

import argparse
import copy
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing
from torch import nn

from .dataset import Places, Renders, masked_bce, recolour
from .together import MEET_EVERY, join, meet
from .towers import WIDTHS, VisionTower

# Photos are moved by up to this many pixels: 7 % of the side.
SHIFT = 16


class Seer(nn.Module):
    """The tower with a linear reading of every clause, which only this stage uses."""

    def __init__(self, peaks: int, clauses: int):
        super().__init__()
        self.vision = VisionTower(peaks)
        self.clauses = nn.Linear(2 * WIDTHS[2] + WIDTHS[1] + peaks, clauses)
        nn.init.constant_(self.clauses.bias, -2.0)

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(clause logits [n, clauses], where [n, peaks, 14, 14], features [n, mean and strongest])."""
        with torch.autocast('cpu', torch.bfloat16):
            middle, last = self.vision.maps(pixels)
        middle, last = middle.float(), last.float()
        strongest, where = self.vision.strongest(middle, last)
        features = torch.cat([last.mean(dim=(2, 3)), strongest], dim=1)
        return self.clauses(features), where, features


class VisionTrainer:
    def __init__(self, args: argparse.Namespace, rank: int, started: float):
        """rank: which of the processes that train together; each draws its own photos, the first one speaks and saves."""
        self.args, self.rank, self.started = args, rank, started
        self.rng = np.random.default_rng([args.seed, rank])
        torch.manual_seed(args.seed)
        self.renders = Renders(args.data)
        self.places, self.shares = Places(self.renders), self.renders.rare_first()
        table = self.renders.table
        self.model = Seer(len(table.peak_ids), len(table.index))
        if args.warm:
            take_over(self.model, torch.load(args.warm, weights_only=True), table.peak_ids)
        self.model = self.model.to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.model).eval()
        decay = [p for p in self.model.parameters() if p.ndim >= 2]
        rest = [p for p in self.model.parameters() if p.ndim < 2]
        groups = [{'params': decay, 'weight_decay': 0.05}, {'params': rest, 'weight_decay': 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=args.rate, betas=(0.9, 0.98), foreach=True)
        self.say(f'{len(self.renders)} renders, {len(table.peak_ids)} peaks, {sum(p.numel() for p in self.model.parameters()) / 1e6:.2f} M weights')

    def step(self) -> tuple[float, float]:
        photos = self.rng.choice(len(self.renders), self.args.batch, replace=False, p=self.shares)
        shift = self.rng.integers(-SHIFT, SHIFT + 1, (len(photos), 2))
        pixels = recolour(self.rng, self.renders.fetch(photos, shift))
        told, where, _ = self.model(pixels)
        spots, weight, values = (torch.from_numpy(a) for a in self.places.targets(photos, shift, where.shape[-1]))
        values = values.t()
        aid = masked_bce(told, values, (values != 0.5).float())
        place = masked_bce(where, spots, weight)
        (aid + place).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0, foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return aid.item(), place.item()

    def learn(self) -> None:
        step, progress, sums, said, saved = 0, 0.0, np.zeros(2), time.time(), time.time()
        while progress < 1:
            rate = self.args.rate * min(1.0, (step + 1) / 80) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
            for group in self.optimizer.param_groups:
                group['lr'] = rate
            sums += self.step()
            step += 1
            if step % MEET_EVERY == 0:
                # The same at the same step in all processes, so that they end together.
                progress = meet(self.model, max(step / self.args.steps, (time.time() - self.started) / 60 / self.args.minutes))
                decay = min(0.95, (step + 1) / (step + 20))
                with torch.no_grad():
                    for kept, new in zip(self.average.state_dict().values(), self.model.state_dict().values()):
                        kept.lerp_(new, 1 - decay) if kept.is_floating_point() else kept.copy_(new)
            if step % 40 == 0:
                self.say(f'step {step} at {progress:.3f}: clauses {sums[0] / 40:.4f} places {sums[1] / 40:.4f} | {40 * self.args.batch / (time.time() - said):.0f} img/s each')
                sums, said = np.zeros(2), time.time()
            if self.rank == 0 and time.time() - saved > 150:
                self.save(step)
                saved = time.time()
        if self.rank == 0:
            self.save(step)
        self.say(f'done: {step} steps in {(time.time() - self.started) / 60:.1f} min')

    def save(self, step: int) -> None:
        about = {'vision_steps': step, 'vision_batch': self.args.batch * self.args.workers, 'renders': len(self.renders), 'vision_minutes': (time.time() - self.started) / 60}
        torch.save({'seer': self.average.state_dict(), 'about': about, 'peaks': self.renders.table.peak_ids}, self.args.run / 'vision.pt.new')
        (self.args.run / 'vision.pt.new').replace(self.args.run / 'vision.pt')

    def say(self, text: str) -> None:
        if self.rank == 0:
            print(text, flush=True)


def take_over(model: Seer, state: dict, peaks: list[str]) -> None:
    """Goes on from an earlier run: every weight of the same name and shape; the map of peaks by the peaks' ids."""
    old, own = state['seer'], model.state_dict()
    own.update({name: value for name, value in old.items() if name in own and own[name].shape == value.shape and 'where' not in name})
    for row, peak in enumerate(peaks):
        if peak in state['peaks']:
            for name in ('vision.where.weight', 'vision.where.bias'):
                own[name][row] = old[name][state['peaks'].index(peak)]
    model.load_state_dict(own)


def work(rank: int, args: argparse.Namespace, started: float) -> None:
    """One training process."""
    join(rank, args.workers, args.run)
    VisionTrainer(args, rank, started).learn()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, nargs='+', required=True)
    parser.add_argument('--run', type=Path, required=True)
    parser.add_argument('--steps', type=int, default=3000)
    parser.add_argument('--minutes', type=float, default=45, help='the run ends after so many minutes, its schedule fitted to them')
    parser.add_argument('--batch', type=int, default=96, help='photos a step of each process')
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--workers', type=int, default=2, help='processes of one thread each')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--warm', type=Path, help='vision.pt of an earlier run to go on from')
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    (args.run / 'meeting').unlink(missing_ok=True)
    torch.multiprocessing.spawn(work, (args, time.time()), nprocs=args.workers)


if __name__ == '__main__':
    main()
