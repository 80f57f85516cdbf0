"""Stage 2: teaches the text tower, and the last layer of the vision tower, that texts and photos belong together.

    python -m demo.model.train_text --data .cache/demo-model/train --held-out .cache/demo-model/held-out --run .cache/demo-model/run

The tower of stage 1 looks at every render once (its features are kept), then captions are drawn afresh for every step.
Loss: SigLIP's sigmoid loss, where a caption's targets are checked against the truth of every photo of the batch, so that one
caption may be true of many. Prototypes take part as the product makes them. At the end scale and bias are fitted anew on
renders that neither stage has seen: on its own training renders the tower is too sure of itself.
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
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from .captions import CaptionSource, Grammar
from .dataset import Places, Renders, kept_for_evaluation, masked_bce, recolour
from .prototypes import ANTI_CONCEPT, PROMPTS, prototype
from .together import MEET_EVERY, exchange, join, meet
from .tokenizer import encode, save_tokenizer, train_tokenizer
from .towers import WIDTHS, DualEncoder
from .train_vision import Seer

# Photos of a batch, and prototypes that take part in each step.
BATCH, PROTOTYPES = 192, 8
# Features that are left out at random: the text tower shall not lean on one that happens to fit the training renders.
FEATURE_DROP = 0.1


def compute_features(vision: Seer, renders: Renders, rng: np.random.Generator | None) -> Tensor:
    """What stage 1 sees in every photo, float32 [photos, features]; with rng, of slightly recoloured photos."""
    vision.eval()
    parts = []
    with torch.no_grad():
        for photos in np.array_split(np.arange(len(renders)), math.ceil(len(renders) / 64)):
            images = renders.fetch(photos)
            if rng is not None:
                pixels = recolour(rng, images)
            else:
                pixels = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1
            parts.append(vision(pixels)[2])
    return torch.cat(parts)


class TextTrainer:
    def __init__(self, args: argparse.Namespace, rank: int, started: float):
        """rank: which of the processes that train together."""
        self.args, self.rank, self.started = args, rank, started
        self.rng = np.random.default_rng([args.seed, 7, rank])
        torch.manual_seed(args.seed)
        self.renders = Renders(args.data)
        table = self.renders.table
        state = torch.load(args.run / 'vision.pt', weights_only=True)
        seer = Seer(len(table.peak_ids), len(table.index))
        seer.load_state_dict(state['seer'])
        self.about, self.peak_ids = state['about'], state['peaks']
        if state['peaks'] != table.peak_ids:
            raise SystemExit('The vision tower was trained on other renders: its peaks are not those of --data.')
        # As many looks at every photo as there are processes, all but the first with changed light and colour.
        look = compute_features(seer, self.renders, self.rng if rank else None)
        self.features = exchange(args.run, rank, args.workers, look)
        self.say(f'features after {time.time() - started:.0f} s')
        world = self.renders.world
        self.peaks, self.places, self.shares = world.peaks, Places(self.renders), self.renders.rare_first()
        self.grammar = Grammar(world.peaks, world.absent_names, kept_for_evaluation())
        self.captions = CaptionSource(self.grammar, table)
        self.tokenizer = Tokenizer.from_file(str(args.warm / 'tokenizer.json')) if args.warm else train_tokenizer(self.corpus())
        if rank == 0:
            save_tokenizer(self.tokenizer, args.run)
        self.model = DualEncoder(self.tokenizer.get_vocab_size(), len(table.peak_ids))
        if args.warm:
            self.model.load_state_dict(torch.load(args.warm / 'model.pt', weights_only=True)['model'])
        seen = {name: value for name, value in seer.vision.state_dict().items() if not (args.warm and 'project' in name)}
        self.model.vision.load_state_dict(seen, strict=False)
        self.average = copy.deepcopy(self.model).eval()
        self.learned = [p for n, p in self.model.named_parameters() if not n.startswith('vision.') or 'project' in n]
        decay = [p for p in self.learned if p.ndim >= 2]
        rest = [p for p in self.learned if p.ndim == 1]
        quick = [p for p in self.learned if p.ndim == 0]
        self.groups = [(decay, 0.05, 1.0), (rest, 0.0, 1.0), (quick, 0.0, 5.0)]
        self.optimizer = torch.optim.AdamW(
            [{'params': params, 'weight_decay': weight, 'factor': factor} for params, weight, factor in self.groups], lr=args.rate, betas=(0.9, 0.98), foreach=True
        )
        self.say(f'{len(self.renders)} renders, {self.tokenizer.get_vocab_size()} pieces, {sum(p.numel() for p in self.model.text.parameters()) / 1e6:.2f} M weights in the text tower')

    def corpus(self, rounds: int = 60):
        """Captions for the tokenizer to learn from; the same in every process."""
        rng = np.random.default_rng(7)
        for _ in range(rounds):
            photos = rng.integers(len(self.renders), size=512)
            yield from self.captions.batch(rng, photos, 2, 128, 512, 384).texts

    def embed(self, texts: list[str], groups: int = 4) -> Tensor:
        """Unit vectors [texts, 768]. In groups of like length: most captions are short, a few are long."""
        ids = encode(self.tokenizer, texts, 0)
        lengths = (ids != 0).sum(axis=1)
        order = np.argsort(lengths, kind='stable')
        parts = []
        for rows in np.array_split(order, groups):
            with torch.autocast('cpu', torch.bfloat16):
                parts.append(self.model.text(torch.from_numpy(ids[rows, : lengths[rows[-1]]]))[1].float())
        return F.normalize(torch.cat(parts)[torch.from_numpy(np.argsort(order))], dim=1)

    def batch(self, photos: np.ndarray, table_values: np.ndarray) -> tuple[Tensor, Tensor]:
        """(unit vectors of captions and prototypes [texts, 768], their truth for the photos [texts, photos])."""
        count = len(photos)
        captions = self.captions.batch(self.rng, photos, 1, count // 2, count // 2, count // 3)
        seen = [peak for photo in photos[:32] for peak, _, _, _ in self.places.peaks[photo]]
        owners = np.concatenate([self.rng.choice(seen or [0], PROTOTYPES // 2), self.rng.integers(len(self.peaks), size=PROTOTYPES - PROTOTYPES // 2)])
        prompts = []
        for owner in owners:
            names = self.peaks[owner].names
            name = names[0] if self.rng.random() < 0.6 else names[int(self.rng.integers(len(names)))]
            prompts += [form.format(name=name) for form in PROMPTS]
        vectors = self.embed(captions.texts + prompts + [ANTI_CONCEPT])
        own, prompt_vectors = vectors[: len(captions.texts)], vectors[len(captions.texts) : -1]
        blended = prototype(prompt_vectors.view(len(owners), len(PROMPTS), -1), vectors[-1])
        truth = np.concatenate([table_values[captions.clause_ids].min(axis=1), table_values[self.places.rows[owners]]])
        return torch.cat([own, blended]), torch.from_numpy(truth)

    def photo_vectors(self, features: Tensor) -> Tensor:
        vision = self.model.vision
        return F.normalize(vision.project(features[:, : WIDTHS[2]]) + vision.project_peak(features[:, WIDTHS[2] :]), dim=1)

    def step(self) -> float:
        photos = self.rng.choice(len(self.renders), BATCH, replace=False, p=self.shares)
        look = self.features[int(self.rng.integers(len(self.features)))]
        images = self.photo_vectors(F.dropout(look[photos], FEATURE_DROP))
        texts, truth = self.batch(photos, self.renders.table.values[:, photos])
        loss = masked_bce(self.model.logits(images, texts), truth, (truth != 0.5).float())
        loss.backward()
        nn.utils.clip_grad_norm_(self.learned, 1.0, foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return loss.item()

    def learn(self) -> None:
        step, progress, total, said = 0, 0.0, 0.0, time.time()
        begun = time.time()
        while progress < 1:
            rate = self.args.rate * min(1.0, (step + 1) / 60) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
            for group in self.optimizer.param_groups:
                group['lr'] = rate * group['factor']
            total += self.step()
            step += 1
            if step % MEET_EVERY == 0:
                progress = meet(self.model, max(step / self.args.steps, (time.time() - begun) / 60 / self.args.minutes))
                decay = min(0.95, (step + 1) / (step + 20))
                with torch.no_grad():
                    for kept, new in zip(self.average.state_dict().values(), self.model.state_dict().values()):
                        kept.lerp_(new, 1 - decay) if kept.is_floating_point() else kept.copy_(new)
            if step % 40 == 0:
                self.say(f'step {step} at {progress:.3f}: loss {total / 40:.4f} scale {self.model.logit_scale.exp().item():.1f} '
                         f'bias {self.model.logit_bias.item():.2f} | {(time.time() - said) / 40:.2f} s a step')  # fmt: skip
                total, said = 0.0, time.time()
        self.model.load_state_dict(self.average.state_dict())
        if self.rank == 0:
            self.calibrate()
            minutes = (time.time() - self.started) / 60
            about = {**self.about, 'text_steps': step, 'text_batch': BATCH * self.args.workers, 'text_minutes': minutes}
            torch.save({'model': self.model.state_dict(), 'about': about, 'peaks': self.peak_ids}, self.args.run / 'model.pt')
            self.say(f'done: {step} steps in {minutes:.1f} min')

    def calibrate(self) -> None:
        """Fits scale and bias on renders that training has not seen, over fresh captions; everything else stands still."""
        held = Renders([self.args.held_out])
        known = self.renders.table
        seer = Seer(len(known.peak_ids), len(known.index))
        seer.vision.load_state_dict(self.model.vision.state_dict())
        captions = CaptionSource(self.grammar, type(known)(held.truths, known.peak_ids))
        cosines, truths = [], []
        with torch.no_grad():
            images = self.photo_vectors(compute_features(seer, held, None))
            for _ in range(8):
                photos = self.rng.choice(len(held), min(BATCH, len(held)), replace=False)
                drawn = captions.batch(self.rng, photos, 1, len(photos) // 2, len(photos) // 2, len(photos) // 2)
                cosines.append((self.embed(drawn.texts) @ images[photos].t()).flatten())
                truths.append(torch.from_numpy(captions.table.caption(drawn.clause_ids, photos)).flatten())
        cosine, truth = torch.cat(cosines), torch.cat(truths)
        decided = truth != 0.5
        cosine, truth = cosine[decided], truth[decided]
        line = torch.tensor([self.model.logit_scale.exp().item(), self.model.logit_bias.item()], requires_grad=True)
        before = line.tolist()
        optimizer = torch.optim.LBFGS([line], lr=0.5, max_iter=60)

        def closure() -> Tensor:
            optimizer.zero_grad()
            loss = F.binary_cross_entropy_with_logits(cosine * line[0] + line[1], truth)
            loss.backward()
            return loss

        optimizer.step(closure)
        with torch.no_grad():
            self.model.logit_scale.copy_(line[0].log())
            self.model.logit_bias.copy_(line[1])
        self.say(f'calibrated on {len(held)} renders: scale {before[0]:.2f} -> {line[0].item():.2f}, bias {before[1]:.2f} -> {line[1].item():.2f}')

    def say(self, text: str) -> None:
        if self.rank == 0:
            print(text, flush=True)


def work(rank: int, args: argparse.Namespace, started: float) -> None:
    """One training process."""
    join(rank, args.workers, args.run)
    TextTrainer(args, rank, started).learn()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', type=Path, nargs='+', required=True)
    parser.add_argument('--held-out', type=Path, required=True)
    parser.add_argument('--run', type=Path, required=True, help='the folder where stage 1 left vision.pt')
    parser.add_argument('--steps', type=int, default=1500)
    parser.add_argument('--minutes', type=float, default=20)
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--workers', type=int, default=2, help='processes of one thread each')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--warm', type=Path, help='folder of an earlier run whose text tower to go on from')
    args = parser.parse_args()
    (args.run / 'meeting').unlink(missing_ok=True)
    torch.multiprocessing.spawn(work, (args, time.time()), nprocs=args.workers)


if __name__ == '__main__':
    main()
