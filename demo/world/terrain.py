"""Builds the heightfield of the demo world and keeps it in .cache.

No elevation model of the real Khumbu is used. The surface is made in steps: a smooth base that passes through valley floors,
crests and villages at their true heights (Laplace's equation); steep roofs under every crest and its spurs; fractal detail;
some erosion by running water (implicit stream power, Braun & Willett 2013), which cuts gullies; last, summits and villages are
put back at exactly their heights.
"""

from __future__ import annotations

import hashlib
import math
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from . import geo
from .places import LAKES, PLACES, RIVERS
from .relief import (
    bilinear,
    carve,
    detail,
    draw_line,
    erode,
    fall,
    raise_roofs,
    relax,
    warp,
)
from .ridges import EXTRA, RIDGES, ROCK

CELL_M = 30.0  # a mountain 10 km away then has a cell every three pixels of a 1024 px photo
MATERIAL_STEP = 4  # material maps are coarser than the ground by this
ROOF_REACH_M = 4500.0
NX = int(geo.WIDTH_M / CELL_M) + 1
NY = int(geo.HEIGHT_M / CELL_M) + 1
CACHE = geo.REPO / ".cache" / "demo-world"
FLANK = 0.42  # share of the straight line from floor to crest that the flanks keep: by eye
MATERIALS = ("r", "g", "b", "snow", "flute", "strata", "steep")


@dataclass(frozen=True)
class World:
    """height [NY, NX] metres (row 0 is the south edge); ice [NY, NX] 0..1; water [NY, NX] metres to the nearest stream;
    material [7, NY/4, NX/4] as MATERIALS; hollow [NY, NX] metres above the mean of the surroundings (light reaches it less)."""

    height: np.ndarray
    ice: np.ndarray
    water: np.ndarray
    material: np.ndarray
    hollow: np.ndarray

    def ground(self, x: float, y: float) -> float:
        """Height of the ground at a local position, metres above the sea."""
        return float(bilinear(self.height, x / CELL_M, y / CELL_M))


def _summits() -> dict[str, tuple[float, float, float]]:
    out = {k: (*geo.to_xy(lat, lon), z) for k, (lat, lon, z) in EXTRA.items()}
    for p in geo.CATALOG.values():
        out[p.id] = (*p.xy, p.elev_m)
    return out


def _point(token, summits) -> tuple[float, float, float]:
    if isinstance(token, str):
        return summits[token]
    if isinstance(token[0], str):
        sid, azimuth, dist, drop = token
        x, y, z = summits[sid]
        a = math.radians(azimuth)
        return x + dist * math.sin(a), y + dist * math.cos(a), z - drop
    return (*geo.to_xy(token[0], token[1]), token[2])


def _segments() -> np.ndarray:
    """All roofs as rows x0, y0, z0, x1, y1, z1, tan(left), tan(right), reach; chains first, then the spurs on both their sides."""
    summits = _summits()
    rng = np.random.default_rng(8849)
    rows: list[tuple[float, ...]] = []
    for left, right, tokens in RIDGES:
        points = [_point(t, summits) for t in tokens]
        tl, tr = math.tan(math.radians(left)), math.tan(math.radians(right))
        for a, b in zip(points, points[1:]):
            rows.append((*a, *b, tl, tr, ROOF_REACH_M))
            rows.extend(_spurs(rng, a, b, tl, tr))
    return np.array(rows, dtype=np.float64)


def _spurs(rng, a, b, tan_left: float, tan_right: float) -> list[tuple[float, ...]]:
    """Buttresses that lean on both walls of one piece of crest, about every 400 m, a little gentler than the wall."""
    out = []
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    heading = math.atan2(b[0] - a[0], b[1] - a[1])
    for _ in range(rng.poisson(length / 400.0)):
        t = rng.uniform(0.0, 1.0)
        side = 1 if rng.random() < 0.5 else -1
        wall = tan_right if side > 0 else tan_left
        z = a[2] + (b[2] - a[2]) * t - rng.uniform(40, 130)
        x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
        reach = min(2400.0, max(300.0, (z - 4300.0) * rng.uniform(0.35, 0.75)))
        azimuth = heading + side * math.pi / 2 + rng.normal(0, 0.3)
        lean, d0 = rng.uniform(0.66, 0.90), 0.0
        for d1 in (0.3 * reach, 0.65 * reach, reach):
            nx, ny = x + (d1 - d0) * math.sin(azimuth), y + (d1 - d0) * math.cos(azimuth)
            nz = z - (fall(d1, wall) - fall(d0, wall)) * lean
            out.append((x, y, z, nx, ny, nz, 1.25, 1.25, 1400.0))
            x, y, z, d0 = nx, ny, nz, d1
            azimuth += rng.normal(0, 0.22)
    return out


def _base(values: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Solves Laplace's equation from coarse to fine: 5 halvings, so that far valleys speak to each other at once."""
    ny, nx = values.shape
    h = None
    for level in (32, 16, 8, 4, 2, 1):
        my, mx = -(-ny // level), -(-nx // level)
        pv = np.zeros((my * level, mx * level), np.float32)
        pf = np.zeros_like(pv)
        pv[:ny, :nx], pf[:ny, :nx] = np.where(fixed, values, 0), fixed
        count = pf.reshape(my, level, mx, level).sum((1, 3))
        value = pv.reshape(my, level, mx, level).sum((1, 3)) / np.maximum(count, 1)
        if h is None:
            h = np.full((my, mx), 4500.0, np.float32)
        else:
            h = np.repeat(np.repeat(h, 2, 0), 2, 1)[:my, :mx].copy()
        mask = count > 0
        h[mask] = value[mask]
        relax(h, mask, 120 if level > 4 else 40)
    return h


def _blur(a: np.ndarray, r: int) -> np.ndarray:
    """Two passes of a box of radius r, by running sums."""
    for axis in (0, 1, 0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (r + 1, r)
        s = np.cumsum(np.pad(a, pad, mode="edge"), axis=axis, dtype=np.float64)
        n = a.shape[axis]
        hi = np.take(s, range(2 * r + 1, 2 * r + 1 + n), axis=axis)
        lo = np.take(s, range(0, n), axis=axis)
        a = ((hi - lo) / (2 * r + 1)).astype(np.float32)
    return a


def _window(h: np.ndarray, x: float, y: float, r: float):
    i0, i1 = max(0, int((x - r) / CELL_M)), min(NX, int((x + r) / CELL_M) + 2)
    j0, j1 = max(0, int((y - r) / CELL_M)), min(NY, int((y + r) / CELL_M) + 2)
    jj, ii = np.mgrid[j0:j1, i0:i1]
    return h[j0:j1, i0:i1], np.hypot(ii * CELL_M - x, jj * CELL_M - y)


def _pin(h: np.ndarray) -> None:
    """Puts villages, lakes and summits at their heights: villages on a terrace, summits as the highest cell around."""
    for lat, lon, z in PLACES.values():
        x, y = geo.to_xy(lat, lon)
        win, d = _window(h, x, y, 900)
        here = float(bilinear(h, x / CELL_M, y / CELL_M))
        win += ((z - here) * np.exp(-((d / 330) ** 2))).astype(np.float32)
        flat = 0.75 * np.exp(-((d / 140) ** 2))
        win += (flat * (z - win)).astype(np.float32)
    for lat, lon, r in LAKES.values():
        x, y = geo.to_xy(lat, lon)
        win, d = _window(h, x, y, r + 300)
        level = float(np.percentile(win[d < r], 30))
        shore = np.clip((d - r) / 150, 0, 1)
        win[...] = level + (win - level) * np.where(win > level, shore, np.clip(shore - 0.4, 0, 1))
    summits = _summits()
    for x, y, z in summits.values():
        win, d = _window(h, x, y, 700)
        here = float(bilinear(h, x / CELL_M, y / CELL_M))
        win += ((z - here) * np.exp(-((d / 260) ** 2))).astype(np.float32)
        np.minimum(win, z - 0.06 * d, out=win, where=d < 450)
    for x, y, z in summits.values():
        i, j = int(x / CELL_M), int(y / CELL_M)
        block = h[j : j + 2, i : i + 2]
        block += z - float(bilinear(h, x / CELL_M, y / CELL_M))


def _materials() -> np.ndarray:
    step = CELL_M * MATERIAL_STEP
    jj, ii = np.mgrid[0 : NY // MATERIAL_STEP + 1, 0 : NX // MATERIAL_STEP + 1]
    total = np.full(jj.shape, 0.03, np.float32)
    base = (0.20, 0.17, 0.145, 0.0, 0.25, 0.15, 1.3)
    out = np.stack([np.full(jj.shape, 0.03 * v, np.float32) for v in base])
    summits = _summits()
    for pid, m in ROCK.items():
        if pid not in summits:
            continue
        x, y, _ = summits[pid]
        w = np.exp(-(((ii * step - x) ** 2 + (jj * step - y) ** 2) / 1900.0**2)).astype(np.float32)
        total += w
        for k, v in enumerate((*m["rgb"], m["snow"], m["flute"], m["strata"], m["steep"])):
            out[k] += w * v
    return out / total


def build() -> World:
    """Computes the whole world from scratch, about 20 s on one core."""
    summits = _summits()
    peaks = np.array([[x, y] for x, y, _ in summits.values()])
    segments = _segments()
    values, fixed = np.zeros((NY, NX), np.float32), np.zeros((NY, NX), np.bool_)
    floors = []
    for r in RIVERS:
        points = [(*geo.to_xy(a, b), z) for a, b, z in r["course"]]
        for a, b in zip(points, points[1:]):
            draw_line(values, fixed, *a, *b, float(r["width"]), CELL_M)
            floors.append((*a, *b, float(r["width"]), float(r["ice"] or 0)))
    low = _base(values, fixed)
    for lat, lon, z in PLACES.values():
        x, y = geo.to_xy(lat, lon)
        draw_line(values, fixed, x, y, z, x + 1, y, z, 60.0, CELL_M)
    for _, _, tokens in RIDGES:
        points = [_point(t, summits) for t in tokens]
        for a, b in zip(points, points[1:]):
            draw_line(values, fixed, *a, *b, 0.0, CELL_M)
    high = _base(values, fixed)
    # The flanks hang between floor and crest like a sheet; taking the sheet down lets the steep roofs stand out of it.
    h = low + FLANK * (high - low)
    crest = np.full((NY, NX), 1e4, np.float32)
    raise_roofs(h, segments, warp(NY, NX, CELL_M, peaks), crest, CELL_M)
    detail(h, low, crest, CELL_M)
    ice, water = np.zeros((NY, NX), np.float32), np.full((NY, NX), 1e4, np.float32)
    carve(h, np.array(floors), ice, water, CELL_M)
    for _ in range(7):
        order = np.argsort(h, axis=None)[::-1].astype(np.int32)
        erode(h, order, 0.028, CELL_M)
    # A crest that runs askew to the grid would show a tooth in every cell.
    for axis in (0, 1):
        h = (0.15 * (np.roll(h, 1, axis) + np.roll(h, -1, axis)) + 0.7 * h).astype(np.float32)
    _pin(h)
    return World(h, ice, water, _materials(), h - _blur(h, 12))


@lru_cache(maxsize=1)
def world() -> World:
    """The world, from .cache where this version of it was built before."""
    here = Path(__file__).parent
    key = hashlib.sha256()
    for name in ("geo.py", "noise.py", "places.py", "relief.py", "ridges.py", "terrain.py"):
        key.update((here / name).read_bytes())
    key.update(repr(sorted((p.id, p.lat, p.lon, p.elev_m) for p in geo.CATALOG.values())).encode())
    path = CACHE / f"{key.hexdigest()[:16]}.npz"
    if path.exists():
        with np.load(path) as z:
            return World(**{k: z[k] for k in World.__dataclass_fields__})
    built = build()
    CACHE.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.stem}.{os.getpid()}.tmp.npz")
    np.savez(temporary, **{k: getattr(built, k) for k in World.__dataclass_fields__})
    os.replace(temporary, path)
    return built
