"""Which ground each ray meets: marching over the heightfield, one column of the panorama after another (numba).

The panorama is a cylinder round the camera: columns are azimuths, rows are tangents of the height angle. In it every vertical
line stays vertical, so one walk outwards along an azimuth fills a whole column: a row is taken by the first ground that reaches it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from .geo import DROP_PER_M2
from .relief import bilinear
from .terrain import CELL_M

FAR_M = 68_000.0
HIGHEST_M = 8900.0
# Rows of the features array: kind, x, y, half length, half width, angle, level, frozen.
LAKE, RIVER = 1.0, 2.0


def _texture(exponent: float, seed: int) -> np.ndarray:
    """A 1024² tile of fractal noise (amplitude 1/f^exponent), mean 0, deviation 1."""
    rng = np.random.default_rng(seed)
    n = 1024
    f = np.hypot(*np.meshgrid(np.fft.fftfreq(n), np.fft.rfftfreq(n), indexing="ij"))
    f[0, 0] = 1.0
    spectrum = rng.normal(size=f.shape) + 1j * rng.normal(size=f.shape)
    spectrum *= np.maximum(f, 3.0 / n) ** -exponent
    spectrum[0, 0] = 0
    t = np.fft.irfft2(spectrum, s=(n, n))
    return ((t - t.mean()) / t.std()).astype(np.float32)


TEXTURE = _texture(1.45, 7)  # soft: drifts of snow, clouds, patches of grass
GRAIN = _texture(0.75, 8)  # rough: stones, cracks, tufts


@njit(cache=True, fastmath=True, inline="always")
def tex(t, u, v):
    """Bilinear sample of the tile at texel coordinates u, v (wrapped)."""
    fu, fv = math.floor(u), math.floor(v)
    iu, iv = int(fu) & 1023, int(fv) & 1023
    ju, jv = (iu + 1) & 1023, (iv + 1) & 1023
    a, b = u - fu, v - fv
    return (t[iv, iu] * (1 - a) + t[iv, ju] * a) * (1 - b) + (t[jv, iu] * (1 - a) + t[jv, ju] * a) * b


@njit(cache=True, fastmath=True)
def lake_shape(f, x, y):
    """0 in the middle of a lake, 1 on its shore, more outside; the shore is uneven."""
    dx, dy = x - f[1], y - f[2]
    c, s = math.cos(f[5]), math.sin(f[5])
    u, v = (dx * s + dy * c) / f[3], (dx * c - dy * s) / f[4]
    a = math.atan2(v, u)
    return math.sqrt(u * u + v * v) / (1.0 + 0.10 * math.sin(3.0 * a + f[1]) + 0.06 * math.sin(5.0 * a + f[2]))


@njit(cache=True, fastmath=True)
def river_distance(f, x, y):
    """Metres from the middle of a stream that crosses (f[1], f[2]) in direction f[5] and meanders."""
    dx, dy = x - f[1], y - f[2]
    c, s = math.cos(f[5]), math.sin(f[5])
    along, across = dx * s + dy * c, dx * c - dy * s
    return abs(across - f[3] * math.sin(along / (f[3] * 3.5 + 20.0)) - 0.3 * f[3] * math.sin(along / 23.0 + 1.0))


@njit(cache=True, fastmath=True)
def ground(height, t, features, x, y, d):
    """Height of the ground in metres, with small relief near the camera and the photo's own lakes and streams."""
    h = bilinear(height, x / CELL_M, y / CELL_M)
    if d < 2500.0:
        near = 1.0 - d / 2500.0
        h += near * 1.1 * tex(t, x * 0.30, y * 0.30)
        if d < 90.0:
            h += 0.16 * min(1.0, d / 6.0) * (1.0 - d / 90.0) * tex(t, x * 4.0, y * 4.0)
        for k in range(features.shape[0]):
            f = features[k]
            if f[0] == LAKE:
                e = lake_shape(f, x, y)
                if e < 1.5:
                    w = min(1.0, max(0.0, (e - 1.0) / 0.5))
                    h = f[6] + (h - f[6]) * w * w * (3 - 2 * w)
            elif f[0] == RIVER:
                w = river_distance(f, x, y) / f[4]
                if w < 2.2:
                    h -= 1.6 * min(1.0, max(0.0, (2.2 - w) / 1.2))
    return h


@njit(cache=True, fastmath=True)
def march(height, t, features, cx, cy, cz, az0, daz, v_top, dv, depth, growth):
    """Fills depth [rows, columns] with the horizontal distance in metres to the ground, 0 where there is sky.

    az0, daz: azimuth of column 0 and step, radians; v_top, dv: tangent of the height angle at row 0 and step down.
    growth: step length as a share of the distance.
    """
    rows, cols = depth.shape
    w, hgt = (height.shape[1] - 1) * CELL_M, (height.shape[0] - 1) * CELL_M
    v_bottom = v_top - rows * dv
    z_here = bilinear(height, cx / CELL_M, cy / CELL_M)
    for c in range(cols):
        a = az0 + c * daz
        sa, ca = math.sin(a), math.cos(a)
        # The lowest row looks down by v_bottom: nothing nearer than this can be in it, even where the ground bulges.
        d, filled = max(0.7, 0.35 * (cz - z_here) / max(0.15, -v_bottom)), rows  # rows >= filled are done
        last_d = 0.5 * d
        last_s = (bilinear(height, (cx + last_d * sa) / CELL_M, (cy + last_d * ca) / CELL_M) - cz) / last_d
        while d < FAR_M and filled > 0:
            x, y = cx + d * sa, cy + d * ca
            if x < 0 or y < 0 or x > w or y > hgt:
                break
            z = ground(height, t, features, x, y, d)
            s = (z - cz - d * d * DROP_PER_M2) / d
            if s > last_s or filled == rows:
                top = int(math.ceil((v_top - s) / dv))
                if top < filled:
                    top = max(top, 0)
                    for r in range(top, filled):
                        v = v_top - r * dv
                        q = (v - last_s) / (s - last_s) if s > last_s else 1.0
                        depth[r, c] = last_d + min(1.0, max(0.0, q)) * (d - last_d)
                    filled = top
            last_d, last_s = d, s
            if (HIGHEST_M - cz) < (v_top - (filled - 1) * dv) * d:
                break  # no mountain is high enough to reach the next row from here on
            d += max(0.12, d * growth)
