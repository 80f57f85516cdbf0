"""What both stages of training share: the renders with their truths, the world's peaks, the targets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
import yaml
from torch import Tensor

from .captions import Peak
from .concepts import TruthTable
from .renders import SIZE, load_set

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
    """The evaluation's texts of three words or more, all its nonsense, and the words that this names `unseen_words`: never in a
    training caption. Shorter ones ("snowstorm", "ama dablam") are what people type most; to keep them back would spoil the model."""
    kept: set[str] = set()
    for query in json.loads(path.read_text())['queries']:
        if query.get('nonsense') or len(query['text'].split()) > 2:
            kept.add(query['text'].lower())
        kept.update(query.get('unseen_words', ()))
    return frozenset(kept)


class Renders:
    """Several sets of renders as one: photos are numbered through."""

    def __init__(self, folders: list[Path]):
        sets = [load_set(folder) for folder in folders]
        self.images = [images for images, _ in sets]
        self.truths = [truth for _, truths in sets for truth in truths]
        self.starts = np.cumsum([0] + [len(truths) for _, truths in sets])
        self.world = read_world(self.truths)
        self.table = TruthTable(self.truths, [peak.id for peak in self.world.peaks])

    def __len__(self) -> int:
        return len(self.truths)

    def fetch(self, photos: np.ndarray, shift: np.ndarray | None = None) -> np.ndarray:
        """uint8 [n, 224, 224, 3]; shift int [n, 2]: by how many pixels each is moved right and down, its edges drawn out."""
        which = np.searchsorted(self.starts, photos, side='right') - 1
        out = np.empty((len(photos), SIZE, SIZE, 3), np.uint8)
        for row, (part, photo) in enumerate(zip(which, photos)):
            image = self.images[part][photo - self.starts[part]]
            if shift is None:
                out[row] = image
                continue
            right, down = int(shift[row, 0]), int(shift[row, 1])
            left, top = max(right, 0), max(down, 0)
            kept = image[max(-down, 0) : SIZE - top, max(-right, 0) : SIZE - left]
            bottom, end = top + kept.shape[0], left + kept.shape[1]
            moved = out[row]
            moved[top:bottom, left:end] = kept
            moved[top:bottom, :left], moved[top:bottom, end:] = kept[:, :1], kept[:, -1:]
            moved[:top], moved[bottom:] = moved[top], moved[bottom - 1]
        return out

    def rare_first(self) -> np.ndarray:
        """How often to draw each photo: the rarer the rarest thing that it shows, the more often, by the square root; sums to 1."""
        true = self.table.values == 1
        frequency = np.maximum(true.mean(axis=1), 1e-3)
        weight = (true / np.sqrt(frequency)[:, None]).max(axis=0)
        weight = np.minimum(weight, 3 * np.median(weight))
        return weight / weight.sum()


def recolour(rng: np.random.Generator, images: np.ndarray) -> Tensor:
    """uint8 [n, 224, 224, 3] -> float32 [n, 3, 224, 224] near [-1, 1] in channels-last memory, each photo's light and colour changed a little."""
    count = len(images)
    gain = rng.uniform(0.8, 1.2, (count, 1, 1, 1)) * rng.uniform(0.94, 1.06, (count, 1, 1, 3))
    lift = rng.uniform(-0.15, 0.15, (count, 1, 1, 1))
    x = torch.from_numpy(images).float()
    x = x.mul_(torch.from_numpy(gain / 127.5).float()).add_(torch.from_numpy(lift - gain).float()).clamp_(-1, 1)
    return x.permute(0, 3, 1, 2)


class Places:
    """Targets for where the summits stand, for photos that were moved by some pixels."""

    def __init__(self, renders: Renders):
        self.table = renders.table
        order = {peak: index for index, peak in enumerate(self.table.peak_ids)}
        self.count = len(order)
        self.peaks = [[(order[p['id']], p['x'], p['y'], p['visible']) for p in truth['peaks']] for truth in renders.truths]
        self.rows = np.array([self.table.index[f'peak:{peak}'] for peak in self.table.peak_ids])

    def targets(self, photos: np.ndarray, shift: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(where [n, peaks, cells, cells], its weights, clause values [clauses, n] with peaks that were moved out undecided)."""
        values = self.table.values[:, photos].copy()
        where = np.zeros((len(photos), self.count, cells, cells), np.float32)
        weight = np.ones_like(where)
        for row, photo in enumerate(photos):
            for peak, x, y, visible in self.peaks[photo]:
                x, y = x + shift[row, 0] / SIZE, y + shift[row, 1] / SIZE
                if not (0.01 < x < 0.99 and 0.01 < y < 0.99):
                    clause = self.rows[peak]
                    values[clause, row] = min(values[clause, row], 0.5)  # its flank may still be in the picture
                    weight[row, peak] = 0
                    continue
                column, line = int(x * cells), int(y * cells)
                # The neighbours of the summit's cell may say yes as well; they are not asked.
                weight[row, peak, max(0, line - 1) : line + 2, max(0, column - 1) : column + 2] = 0
                weight[row, peak, line, column] = 10 if visible > 0.2 else 0
                where[row, peak, line, column] = 1
        return where, weight, values


def masked_bce(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Mean binary cross-entropy over the pairs that are decided."""
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction='none')
    return (loss * weight).sum() / weight.sum().clamp(min=1)
