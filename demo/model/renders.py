"""Training renders of the demo world: made once by several processes, kept outside the repository.

    python -m demo.model.renders --out .cache/demo-model/train --count 16000 --seed 1

A set is a folder with `images.u8` (uint8 [count, 224, 224, 3], squashed to the square that the model sees) and
`truths.jsonl` (one truth a line, peaks' x and y as shares of the width and height).
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import json
import math
import multiprocessing
import os
import time
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 224
PORTRAIT_SHARE = 0.25
# Rays a render is made of, long side x short side: the input's own resolution; more would only cost time.
LONG, SHORT = 256, 192


def make_render(seed: int, index: int) -> tuple[np.ndarray, dict]:
    """The render number `index` of the set `seed`: uint8 [224, 224, 3] and its truth."""
    from demo import world

    rng = np.random.default_rng([seed, index])
    view, conditions = world.sample(rng)
    width, height = LONG, SHORT
    if rng.random() < PORTRAIT_SHARE:
        # The same lens held upright: the long side of the picture keeps its angle.
        half = math.tan(math.radians(view.hfov_deg) / 2) * SHORT / LONG
        view = dataclasses.replace(view, hfov_deg=math.degrees(2 * math.atan(half)))
        width, height = SHORT, LONG
    pixels, truth = world.render(view, conditions, width, height, int(rng.integers(2**31)))
    image = Image.fromarray(pixels)
    if rng.random() < 0.7:  # what a phone's JPEG does to the picture
        buffer = io.BytesIO()
        image.save(buffer, 'JPEG', quality=int(rng.integers(60, 95)))
        image = Image.open(buffer)
    image = image.resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    for peak in truth['peaks']:
        peak['x'], peak['y'] = round(peak['x'] / width, 4), round(peak['y'] / height, 4)
    return np.asarray(image), truth


def _make_range(out: str, seed: int, start: int, stop: int) -> None:
    count = os.path.getsize(f'{out}/images.u8') // (SIZE * SIZE * 3)
    images = np.memmap(f'{out}/images.u8', np.uint8, 'r+', shape=(count, SIZE, SIZE, 3))
    with open(f'{out}/part-{start:06d}.jsonl', 'w') as part:
        for index in range(start, stop):
            images[index], truth = make_render(seed, index)
            part.write(json.dumps(truth, default=float) + '\n')


def make_set(out: Path, count: int, seed: int, workers: int) -> None:
    """Writes a whole set. The world's own first work (terrain) is done once here, before the processes part."""
    out.mkdir(parents=True, exist_ok=True)
    with open(out / 'images.u8', 'wb') as file:
        file.truncate(count * SIZE * SIZE * 3)
    started = time.time()
    make_render(seed, 0)
    print(f'first render after {time.time() - started:.1f} s', flush=True)
    chunk = 250
    jobs = [(str(out), seed, start, min(start + chunk, count)) for start in range(0, count, chunk)]
    with multiprocessing.get_context('spawn').Pool(workers) as pool:
        results = [pool.apply_async(_make_range, job) for job in jobs]
        for done, result in enumerate(results, 1):
            result.get()
            if done % 8 == 0 or done == len(jobs):
                print(f'{min(done * chunk, count)}/{count} renders, {time.time() - started:.0f} s', flush=True)
    with open(out / 'truths.jsonl', 'w') as whole:
        for _, _, start, _ in jobs:
            part = out / f'part-{start:06d}.jsonl'
            whole.write(part.read_text())
            part.unlink()


def load_set(folder: Path) -> tuple[np.ndarray, list[dict]]:
    """images uint8 [count, 224, 224, 3] (mapped, not read) and their truths."""
    truths = [json.loads(line) for line in (folder / 'truths.jsonl').read_text().splitlines()]
    images = np.memmap(folder / 'images.u8', np.uint8, 'r', shape=(len(truths), SIZE, SIZE, 3))
    return images, truths


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--count', type=int, required=True)
    parser.add_argument('--seed', type=int, required=True)
    parser.add_argument('--workers', type=int, default=2)
    args = parser.parse_args()
    make_set(args.out, args.count, args.seed, args.workers)
