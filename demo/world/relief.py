"""The grid work behind the terrain: lines, sheets, roofs, valleys, detail and erosion on a heightfield (numba).

Arrays are [rows from the south, columns from the west]; lengths and heights are metres, `cell` the size of a cell.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from .noise import fbm, ridged


@njit(cache=True, fastmath=True)
def bilinear(a, fx, fy):
    """Bilinear sample of a [rows, columns] array at column fx, row fy, clamped to its edge."""
    ny, nx = a.shape
    fx = min(max(fx, 0.0), nx - 1.001)
    fy = min(max(fy, 0.0), ny - 1.001)
    ix = int(fx)
    iy = int(fy)
    u = fx - ix
    v = fy - iy
    return (a[iy, ix] * (1 - u) + a[iy, ix + 1] * u) * (1 - v) + (a[iy + 1, ix] * (1 - u) + a[iy + 1, ix + 1] * u) * v


@njit(cache=True, fastmath=True)
def fall(d, steep):
    """How far a wall has come down at distance d from its crest: steep at first, then easing to a slope of 0.4."""
    return 0.4 * d + 1200.0 * (1.0 - math.exp(-d * max(steep - 0.4, 0.05) / 1200.0))


@njit(cache=True, fastmath=True)
def raise_roofs(h, segments, warp, crest, cell):
    ny, nx = h.shape
    for s in range(segments.shape[0]):
        x0, y0, z0, x1, y1, z1, tl, tr, reach = segments[s]
        dx, dy = x1 - x0, y1 - y0
        ll = dx * dx + dy * dy + 1e-9
        ia = max(0, int((min(x0, x1) - reach) / cell))
        ib = min(nx - 1, int((max(x0, x1) + reach) / cell))
        ja = max(0, int((min(y0, y1) - reach) / cell))
        jb = min(ny - 1, int((max(y0, y1) + reach) / cell))
        for j in range(ja, jb + 1):
            for i in range(ia, ib + 1):
                px, py = i * cell + warp[0, j, i], j * cell + warp[1, j, i]
                t = ((px - x0) * dx + (py - y0) * dy) / ll
                t = min(1.0, max(0.0, t))
                ex, ey = px - (x0 + t * dx), py - (y0 + t * dy)
                d = math.sqrt(ex * ex + ey * ey)
                if d > reach:
                    continue
                crest[j, i] = min(crest[j, i], d)
                # Smooth change from one wall's angle to the other's, also round the end of a chain.
                side = (dx * ey - dy * ex) / (math.sqrt(ll) * max(d, 1.0))
                w = 0.5 + 0.5 * side
                z = z0 + t * (z1 - z0) - fall(d, tr + (tl - tr) * w)
                if z > h[j, i]:
                    h[j, i] = z


@njit(cache=True, fastmath=True)
def warp(ny, nx, cell, peaks):
    """Displacement of the ground plan (2, ny, nx) in metres: crests wander, summits stay."""
    out = np.empty((2, ny, nx), np.float32)
    for j in range(ny):
        for i in range(nx):
            x, y = i * cell, j * cell
            out[0, j, i] = 170.0 * fbm(x / 1100.0, y / 1100.0, 4, 11)
            out[1, j, i] = 170.0 * fbm(x / 1100.0, y / 1100.0, 4, 31)
    reach = int(500.0 / cell)
    for p in range(peaks.shape[0]):
        ci, cj = int(peaks[p, 0] / cell), int(peaks[p, 1] / cell)
        for j in range(max(0, cj - reach), min(ny, cj + reach + 1)):
            for i in range(max(0, ci - reach), min(nx, ci + reach + 1)):
                d = math.hypot(i * cell - peaks[p, 0], j * cell - peaks[p, 1])
                keep = min(1.0, d / 500.0)
                out[0, j, i] *= keep
                out[1, j, i] *= keep
    return out


@njit(cache=True, fastmath=True)
def draw_line(values, fixed, x0, y0, z0, x1, y1, z1, half, cell):
    ny, nx = values.shape
    n = int(math.hypot(x1 - x0, y1 - y0) / cell) + 1
    r = int(half / cell)
    for k in range(n + 1):
        t = k / n
        ci, cj = int((x0 + t * (x1 - x0)) / cell + 0.5), int((y0 + t * (y1 - y0)) / cell + 0.5)
        for j in range(max(0, cj - r), min(ny, cj + r + 1)):
            for i in range(max(0, ci - r), min(nx, ci + r + 1)):
                if (i - ci) ** 2 + (j - cj) ** 2 <= r * r + 0.5:
                    values[j, i] = z0 + t * (z1 - z0)
                    fixed[j, i] = True


@njit(cache=True, fastmath=True)
def relax(h, fixed, rounds):
    """Gauss-Seidel with over-relaxation 1.8 for Laplace's equation; fixed cells hold, edges reflect."""
    ny, nx = h.shape
    for _ in range(rounds):
        for j in range(ny):
            ju, jd = min(j + 1, ny - 1), max(j - 1, 0)
            for i in range(nx):
                if not fixed[j, i]:
                    mean = 0.25 * (h[ju, i] + h[jd, i] + h[j, min(i + 1, nx - 1)] + h[j, max(i - 1, 0)])
                    h[j, i] += 1.8 * (mean - h[j, i])


@njit(cache=True, fastmath=True)
def carve(h, segments, ice, water, cell):
    """Cuts the valleys: no ground stands above a floor by more than its distance to it allows. Rows of segments: x0, y0, z0, x1, y1, z1, half width, ice height."""
    ny, nx = h.shape
    reach = 1500.0
    for s in range(segments.shape[0]):
        x0, y0, z0, x1, y1, z1, half, ice_from = segments[s]
        dx, dy = x1 - x0, y1 - y0
        ll = dx * dx + dy * dy + 1e-9
        for j in range(max(0, int((min(y0, y1) - reach) / cell)), min(ny, int((max(y0, y1) + reach) / cell) + 1)):
            for i in range(max(0, int((min(x0, x1) - reach) / cell)), min(nx, int((max(x0, x1) + reach) / cell) + 1)):
                # The course meanders.
                px = i * cell + 110.0 * fbm(i * cell / 700.0, j * cell / 700.0, 3, 71)
                py = j * cell + 110.0 * fbm(i * cell / 700.0, j * cell / 700.0, 3, 91)
                t = min(1.0, max(0.0, ((px - x0) * dx + (py - y0) * dy) / ll))
                d = math.hypot(px - x0 - t * dx, py - y0 - t * dy)
                if d > reach:
                    continue
                z = z0 + t * (z1 - z0)
                over = max(0.0, d - half)
                cap = z + 0.12 * min(d, half) + over * 0.9 + over * over * 0.0012
                if ice_from > 0 and z > ice_from:
                    # A glacier bulges a little and lies between lateral moraines.
                    edge = (d - half) / 60.0
                    cap = z + 12.0 * math.exp(-edge * edge) + over * 0.75 + over * over * 0.0012
                    a = min(1.0, max(0.0, (half + 20.0 - d) / 60.0)) * min(1.0, (z - ice_from) / 40.0)
                    ice[j, i] = max(ice[j, i], a)
                elif d < water[j, i]:
                    water[j, i] = d
                if h[j, i] > cap:
                    h[j, i] = cap


@njit(cache=True, fastmath=True)
def detail(h, base, crest, cell):
    """Adds ridged noise that grows with height above the valley: none on floors, up to about 200 m on the walls. Where
    no crest is near (crest [ny, nx]: metres to the next), ranges of nobody's fill the map."""
    ny, nx = h.shape
    for j in range(ny):
        for i in range(nx):
            x, y = i * cell, j * cell
            up = h[j, i] - base[j, i]
            k = 0.10 + 0.90 * min(1.0, max(0.0, up / 500.0))
            far = min(1.0, max(0.0, (crest[j, i] - 2200.0) / 2500.0))
            big = ridged(x / 5200.0, y / 5200.0, 4, 3)
            n = ridged(x / 1000.0, y / 1000.0, 5, 5) - 0.4
            m = fbm(x / 260.0, y / 260.0, 4, 9)
            h[j, i] += k * (215.0 * n + 62.0 * m) + far * (1500.0 * big - 300.0)


@njit(cache=True, fastmath=True)
def erode(h, order, strength, cell):
    """One round of implicit stream-power erosion. order: cells from high to low."""
    ny, nx = h.shape
    n = ny * nx
    flat = h.reshape(n)
    area = np.full(n, cell * cell, np.float32)
    to = np.empty(n, np.int32)
    for k in range(n):
        c = order[k]
        j, i = c // nx, c % nx
        best, target = 0.0, c
        for dj in range(-1, 2):
            for di in range(-1, 2):
                jj, ii = j + dj, i + di
                if (dj == 0 and di == 0) or jj < 0 or ii < 0 or jj >= ny or ii >= nx:
                    continue
                drop = (flat[c] - flat[jj * nx + ii]) / (1.41421 if dj != 0 and di != 0 else 1.0)
                if drop > best:
                    best, target = drop, jj * nx + ii
        to[c] = target
        if target != c:
            area[target] += area[c]
    for k in range(n - 1, -1, -1):
        c = order[k]
        if to[c] != c:
            f = strength * min(area[c], 3.0e5) ** 0.45 / cell
            flat[c] = (flat[c] + f * flat[to[c]]) / (1.0 + f)
