"""Measures an exported model folder on the album (photos that training never saw).

    python -m demo.model.evaluate [--model demo/model/siglip2-demo] [--album demo/album] [--json]

Text -> photo: hit@k (share of queries with a true photo among the first k), recall@k (true photos among the first k, over
min(k, true photos)), mean average precision. Photo -> peak by vision alone: the best prototype over all peaks of the catalog.
Nonsense: one threshold on the sigmoid for all texts, set so that 2 % of the queries lose their best true photo.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import yaml
from PIL import Image, ImageOps
from tokenizers import Tokenizer

from .concepts import OBJECT_SHOWN, PEAK_HIDDEN, is_shown
from .prototypes import ANTI_CONCEPT, PROMPTS, prototype
from .renders import load_set
from .tokenizer import encode

ROOT = Path(__file__).resolve().parents[2]


class Model:
    """An exported folder, run as the product runs it."""

    def __init__(self, folder: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = lambda name: onnxruntime.InferenceSession(str(folder / 'onnx' / name), options, providers=['CPUExecutionProvider'])  # noqa: E731
        self.text_session, self.vision_session = session('text_model.onnx'), session('vision_model.onnx')
        self.tokenizer = Tokenizer.from_file(str(folder / 'tokenizer.json'))
        logits = json.loads((folder / 'logits.json').read_text())
        self.scale, self.bias = float(np.exp(logits['logit_scale'])), logits['logit_bias']

    def texts(self, texts: list[str]) -> np.ndarray:
        """Unit vectors float32 [texts, 768]."""
        rows = [encode(self.tokenizer, texts[i : i + 32]) for i in range(0, len(texts), 32)]
        return _unit(np.concatenate([self.text_session.run(['pooler_output'], {'input_ids': ids})[0] for ids in rows]))

    def photos(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 [n, 224, 224, 3] -> unit vectors float32 [n, 768]."""
        out = []
        for start in range(0, len(pixels), 16):
            x = pixels[start : start + 16].astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
            out.append(self.vision_session.run(['pooler_output'], {'pixel_values': np.ascontiguousarray(x)})[0])
        return _unit(np.concatenate(out))

    def prototypes(self, catalog: list[dict]) -> np.ndarray:
        """Unit vectors [peaks, 768], by the recipe of the product: all names of a peak in all prompts."""
        anti = torch.from_numpy(self.texts([ANTI_CONCEPT])[0])
        rows = []
        for peak in catalog:
            prompts = [form.format(name=name) for name in peak['names'] for form in PROMPTS]
            rows.append(prototype(torch.from_numpy(self.texts(prompts))[None], anti)[0].numpy())
        return np.stack(rows)

    def probability(self, cosine: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(cosine * self.scale + self.bias)))


def _unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def read_album(folder: Path) -> tuple[np.ndarray, list[dict]]:
    """The album's photos upright, squashed to 224 x 224 (uint8), with their labels."""
    labels = [json.loads(line) for line in (folder / 'labels.jsonl').read_text().splitlines()]
    for label in labels:
        label['objects'] = [thing['tag'] for thing in label['objects']]
    pixels = []
    for label in labels:
        image = ImageOps.exif_transpose(Image.open(folder / label['file'])).convert('RGB')
        pixels.append(np.asarray(image.resize((224, 224), Image.Resampling.BILINEAR)))
    return np.stack(pixels), labels


def read_renders(folder: Path) -> tuple[np.ndarray, list[dict]]:
    """A set of training-like renders, labelled in the album's manner: for a look at the model before there is an album."""
    images, truths = load_set(folder)
    labels = []
    for truth in truths:
        peaks = [{'id': p['id'], 'certainty': 'high' if is_shown(p, truth['view']) else 'low'} for p in truth['peaks'] if p['visible'] >= PEAK_HIDDEN]
        objects = [thing['tag'] for thing in truth['objects'] if thing['area'] >= OBJECT_SHOWN]
        labels.append({'peaks': peaks, 'objects': objects, 'weather': truth['weather'], 'time_of_day': truth['time_of_day']})
    return np.asarray(images), labels


def matches(predicate: dict, label: dict, widen: dict | None = None) -> float:
    """1 true, 0 false, 0.5 undecided, by the rules that queries.json states."""
    value = 1.0
    widen = widen or {}
    certain = {p['id'] for p in label['peaks'] if p['certainty'] != 'low'}
    doubtful = {p['id'] for p in label['peaks']} - certain
    for key, wanted in predicate.items():
        if key in ('weather', 'time_of_day'):
            has = 1.0 if label[key] in wanted else 0.5 if label[key] in widen.get(key, ()) else 0.0
            value = min(value, has)
            continue
        present = certain if key == 'peaks' else set(label['objects'])
        maybe = doubtful if key == 'peaks' else set(widen.get(key, ())) & present
        for item in wanted:
            options = set(item.split('|'))
            has = 1.0 if options & present else 0.5 if (options & maybe if key == 'peaks' else maybe) else 0.0
            value = min(value, has)
    return value


def ranking(scores: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """The figures of one query; undecided photos are taken out first."""
    scores, truth = scores[truth != 0.5], truth[truth != 0.5]
    hits = truth[np.argsort(-scores, kind='stable')] == 1
    count = int(hits.sum())
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    figures = {'ap': float(precision[hits].mean())}
    for k in (1, 5, 10):
        figures[f'hit@{k}'] = float(hits[:k].any())
        figures[f'recall@{k}'] = float(hits[:k].sum() / min(k, count))
    return figures


def text_to_photo(model: Model, photos: np.ndarray, labels: list[dict], queries: list[dict]) -> tuple[dict, list[dict]]:
    vectors = model.texts([q['text'] for q in queries])
    cosines = vectors @ photos.T
    kept = []
    for query, row in zip(queries, cosines):
        if query.get('nonsense'):
            continue
        truth = np.array([matches(query['predicate'], label, query.get('undecided')) for label in labels])
        if not (truth == 1).any():
            continue
        kept.append({'text': query['text'], 'true': int((truth == 1).sum()), 'new': query.get('new_wording', False), **ranking(row, truth),
                     'best_true': float(model.probability(row[truth == 1].max())), 'top': float(model.probability(row.max()))})  # fmt: skip
    figures = _mean(kept)
    figures['new_wording'] = _mean([q for q in kept if q['new']])
    silly = model.probability(np.array([row.max() for q, row in zip(queries, cosines) if q.get('nonsense')]))
    threshold = float(np.quantile([q['best_true'] for q in kept], 0.02, method='lower'))
    figures['nonsense'] = {'queries': len(silly), 'threshold': threshold, 'below': float((silly < threshold).mean())}
    for query, top in zip([q for q in queries if q.get('nonsense')], silly):
        kept.append({'text': query['text'], 'nonsense': True, 'top': float(top)})
    return figures, kept


def _mean(kept: list[dict]) -> dict:
    keys = [key for key in (kept[0] if kept else {}) if key == 'ap' or '@' in key]
    figures = {('mAP' if key == 'ap' else key): float(np.mean([q[key] for q in kept])) for key in keys}
    return {'queries': len(kept), **figures}


def photo_to_peak(model: Model, photos: np.ndarray, labels: list[dict], catalog: list[dict]) -> dict:
    """Top-1 and top-3 over the photos with a peak of high or medium certainty, over all peaks of the catalog."""
    ids = [peak['id'] for peak in catalog]
    cosines = photos @ model.prototypes(catalog).T
    first, third, asked = 0, 0, 0
    none_best, some_best = [], []
    for row, label in zip(cosines, labels):
        sure = {p['id'] for p in label['peaks'] if p['certainty'] != 'low'}
        (some_best if sure else none_best).append(float(model.probability(row.max())))
        if not sure:
            continue
        best = [ids[i] for i in np.argsort(-row)[:3]]
        asked, first, third = asked + 1, first + (best[0] in sure), third + bool(set(best) & sure)
    return {'photos': asked, 'peaks': len(ids), 'top1': first / asked, 'top3': third / asked,
            'median_best_probability': {'with_peak': float(np.median(some_best)), 'without': float(np.median(none_best or [0]))}}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--model', type=Path, default=ROOT / 'demo/model/siglip2-demo')
    parser.add_argument('--album', type=Path, default=ROOT / 'demo/album')
    parser.add_argument('--renders', type=Path, help='a set made by demo.model.renders, instead of the album')
    parser.add_argument('--json', action='store_true')
    parser.add_argument('--worst', type=int, default=0, help='also list the worst queries')
    args = parser.parse_args()
    model = Model(args.model)
    pixels, labels = read_renders(args.renders) if args.renders else read_album(args.album)
    queries = json.loads((ROOT / 'demo/model/queries.json').read_text())['queries']
    catalog = yaml.safe_load((ROOT / 'peaks.yaml').read_text())
    photos = model.photos(pixels)
    retrieval, each = text_to_photo(model, photos, labels, queries)
    figures = {'photos': len(labels), 'text_to_photo': retrieval, 'photo_to_peak': photo_to_peak(model, photos, labels, catalog)}
    print(json.dumps(figures, indent=None if args.json else 2))
    if args.worst:
        true = sorted((q for q in each if 'ap' in q), key=lambda q: q['ap'])
        for q in true[: args.worst]:
            print(f"{q['ap']:.2f} true {q['true']:3d} p {q['best_true']:.3f}  {q['text']}")
        for q in sorted((q for q in each if 'nonsense' in q), key=lambda q: -q['top'])[: args.worst]:
            print(f"nonsense {q['top']:.3f}  {q['text']}")
        for q in sorted(true, key=lambda q: q['best_true'])[:12]:
            print(f"lowest best {q['best_true']:.3f}  {q['text']}")


if __name__ == '__main__':
    main()
