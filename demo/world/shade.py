"""The colour of every point of the panorama: rock, snow, ice, wood and water in their light, seen through the air (numba)."""

from __future__ import annotations

import math

from numba import njit

from .geo import DROP_PER_M2
from .march import LAKE, RIVER, lake_shape, river_distance, tex
from .relief import bilinear
from .sky import bank_alpha, mist_depth, sky, smooth
from .terrain import CELL_M

MATERIAL_CELL = CELL_M * 4


@njit(cache=True, fastmath=True)
def shade(
    height,
    ice,
    water,
    material,
    hollow,
    t,
    g,
    features,
    lakes,
    depth,
    cx,
    cy,
    cz,
    az0,
    daz,
    v_top,
    dv,
    sun_az,
    sun_h,
    sun,
    ambient,
    zenith,
    hor_sun,
    hor_anti,
    ceiling,
    cover,
    banks,
    haze,
    mist,
    fog,
    stars,
    snow_line,
    spring,
    fresh,
    rgb,
    clear,
    kind,
):
    """Fills rgb [rows, columns, 3] (linear), clear [rows, columns] (share of the ground's own light that arrives) and kind
    (what is there: 0 sky, 1 ground, 2 glacier, 3 stream, 4 lake, 5 frozen lake, 6 wood)."""
    rows, cols = depth.shape
    lx, ly, lz = math.sin(sun_az) * math.cos(sun_h), math.cos(sun_az) * math.cos(sun_h), math.sin(sun_h)
    sun_v = math.tan(sun_h)
    has_sun = ceiling.shape[0] > 1
    for c in range(cols):
        az = az0 + c * daz
        sa, ca = math.sin(az), math.cos(az)
        side = (0.5 + 0.5 * math.cos(az - sun_az)) ** 2
        col = rgb[0, c].copy()
        for r in range(rows):
            v = v_top - r * dv
            d = depth[r, c]
            if d <= 0.0:
                sky(t, az, v, sun_az, sun_v, sun, zenith, hor_sun, hor_anti, cover, stars, fog, col)
                kind[r, c] = 0
                a0, m = 0.0, 0.0
                if mist[0] > 0.0 or mist[3] > 0.0:
                    a0, m = mist_depth(cz, cz + 9000.0 * v, 9000.0, haze, mist)
                tr = math.exp(-m)
                keep = 1.0
                for k in range(banks.shape[0]):
                    keep *= 1.0 - bank_alpha(t, banks[k], az, v, cz, k)
                for q in range(3):
                    cloud = 0.42 * sun[q] * (0.6 + 0.5 * side) + 0.6 * hor_anti[q]
                    x = col[q] * keep + cloud * (1.0 - keep)
                    rgb[r, c, q] = x * tr + fog[q] * (1.0 - tr)
                clear[r, c] = 0.0
                continue
            x, y = cx + d * sa, cy + d * ca
            z = cz + d * v + d * d * DROP_PER_M2
            pixel = max(d * dv, 0.01)
            # --- slope of the ground, with grain of the sizes that can be seen from here
            e = max(14.0, 1.2 * pixel) / CELL_M
            fx, fy = x / CELL_M, y / CELL_M
            gx = (bilinear(height, fx + e, fy) - bilinear(height, fx - e, fy)) / (2 * e * CELL_M)
            gy = (bilinear(height, fx, fy + e) - bilinear(height, fx, fy - e)) / (2 * e * CELL_M)
            slope0 = math.sqrt(gx * gx + gy * gy)
            m0x, m0y = x / MATERIAL_CELL, y / MATERIAL_CELL
            flute = bilinear(material[4], m0x, m0y)
            strata = bilinear(material[5], m0x, m0y)
            steep = bilinear(material[6], m0x, m0y)
            snow_bias = bilinear(material[3], m0x, m0y)
            # Streaks down the slope: the tile smeared along the gradient.
            hx, hy = gx / (slope0 + 0.05), gy / (slope0 + 0.05)
            sx, sy = x * 0.055, y * 0.055
            streak = 0.40 * (tex(t, sx, sy) + tex(t, sx + 4.0 * hx, sy + 4.0 * hy) + tex(t, sx - 4.0 * hx, sy - 4.0 * hy))
            big = tex(t, x * 0.02 + 17.0, y * 0.02)
            mid = tex(t, x * 0.16, y * 0.16 + 200.0)
            # Bumps: gradient of the streaked grain across the slope, strongest on steep ground.
            rough = smooth(0.25, 1.0, slope0)
            o = 1.2
            bumpy = 1.0 / (1.0 + pixel * 0.03)
            b0 = tex(t, sx + o, sy) - tex(t, sx - o, sy)
            b1 = tex(t, sx, sy + o) - tex(t, sx, sy - o)
            gx += bumpy * rough * (0.40 + 0.65 * flute) * b0
            gy += bumpy * rough * (0.40 + 0.65 * flute) * b1
            if pixel < 6.0:
                k = 0.22 * (1.0 - pixel / 6.0) * (0.35 + rough)
                gx += k * (tex(t, x * 0.4 + 1.0, y * 0.4) - tex(t, x * 0.4 - 1.0, y * 0.4))
                gy += k * (tex(t, x * 0.4, y * 0.4 + 1.0) - tex(t, x * 0.4, y * 0.4 - 1.0))
            # Cracks and ledges: rough grain, smeared down the slope where it is steep, at the two sizes that fit the distance.
            crag = 0.0
            if pixel < 40.0:
                k = min(1.0, 12.0 / pixel) * 0.8
                ux, uy = x * 0.085, y * 0.085
                n0 = tex(g, ux, uy) + rough * (tex(g, ux + 1.6 * hx, uy + 1.6 * hy) + tex(g, ux - 1.6 * hx, uy - 1.6 * hy))
                crag += k * n0 / (1.0 + 1.2 * rough)
                gx += k * 0.26 * (0.2 + rough) * n0
                gy += k * 0.26 * (0.2 + rough) * tex(g, uy + 300.0, ux)
            if pixel < 7.0:
                k = 1.0 - pixel / 7.0
                n1 = tex(g, x * 0.55, y * 0.55)
                crag += k * 0.6 * n1
                gx += k * 0.16 * (0.3 + rough) * n1
                gy += k * 0.16 * (0.3 + rough) * tex(g, y * 0.55 + 100.0, x * 0.55)
            fine = 0.0
            if pixel < 0.6:
                fine = tex(t, x * 3.0, y * 3.0) * (1.0 - pixel / 0.6)
                if pixel < 0.06:
                    fine = 0.6 * fine + 0.7 * tex(t, x * 28.0, y * 28.0)
                    gx += 0.16 * (tex(t, x * 28.0 + 1.5, y * 28.0) - tex(t, x * 28.0 - 1.5, y * 28.0))
                    gy += 0.16 * (tex(t, x * 28.0, y * 28.0 + 1.5) - tex(t, x * 28.0, y * 28.0 - 1.5))
            nz = 1.0 / math.sqrt(1.0 + gx * gx + gy * gy)
            nx, ny = -gx * nz, -gy * nz
            # --- what grows or lies here
            shade_side = 0.5 - 0.5 * ny  # 1 on south slopes
            line = snow_line + snow_bias + 260.0 * (shade_side - 0.4)
            snow = smooth(-160.0, 240.0, z - line + 130.0 * big + 70.0 * mid + 40.0 * streak + 60.0 * crag)
            shed = smooth(steep - 0.30, steep + 0.42, slope0 + 0.26 * streak * (1.0 + flute) + 0.10 * mid + 0.16 * crag)
            snow *= 1.0 - shed * (0.96 - 0.25 * flute)
            grain = 0.82 + 0.14 * mid + 0.15 * streak + 0.12 * big + 0.18 * fine + 0.17 * crag
            grain = max(0.25, grain)
            pebble = 0.0
            if pixel < 0.12:  # tufts and stones at one's feet
                n = tex(g, x * 11.0 + 70.0, y * 11.0)
                pebble = smooth(1.5, 2.1, n + 0.25 * mid) * (1.0 - pixel / 0.12)
                grain *= 1.0 - 0.35 * smooth(0.2, 1.2, -n) * (1.0 - pixel / 0.12)
            band = 0.0
            if strata > 0.05:
                band = strata * (tex(t, z * 0.33, big * 3.0 + (x + y) * 0.0025) * 0.36 + tex(t, 0.09 * z, 40.0) * 0.30)
            k_band = max(0.25, 1.0 + band)
            cr = bilinear(material[0], m0x, m0y) * grain * k_band
            cg = bilinear(material[1], m0x, m0y) * grain * (0.3 + 0.7 * k_band)
            cb = bilinear(material[2], m0x, m0y) * grain * (0.5 + 0.5 * k_band)
            what = 1
            # scree, grass, scrub and wood replace rock on gentler ground
            soil = 1.0 - smooth(0.65, 1.05, slope0 + 0.1 * streak)
            if soil > 0.0:
                turf = smooth(-300.0, 250.0, 5150.0 - z + 180.0 * big) * soil
                s0 = max(0.3, 0.85 + 0.16 * mid + 0.22 * fine + 0.16 * crag)
                if spring > 0.5:
                    gr, gg, gb = 0.155 * s0, 0.150 * s0, 0.075 * s0
                else:
                    gr, gg, gb = 0.215 * s0, 0.150 * s0, 0.075 * s0
                high = smooth(4450.0, 4950.0, z + 100.0 * big)
                gr, gg, gb = gr + (0.17 * s0 - gr) * high, gg + (0.145 * s0 - gg) * high, gb + (0.115 * s0 - gb) * high
                cr, cg, cb = cr + (gr - cr) * turf, cg + (gg - cg) * turf, cb + (gb - cb) * turf
            cr, cg, cb = (
                cr + (0.30 - cr) * 0.8 * pebble,
                cg + (0.285 - cg) * 0.8 * pebble,
                cb + (0.27 - cb) * 0.8 * pebble,
            )
            wood = smooth(-140.0, 160.0, 4020.0 - z + 150.0 * big + 120.0 * mid) * (1.0 - smooth(1.0, 1.5, slope0))
            if d > 120.0 and wood > 0.02:
                w = 0.58 + 0.24 * crag + 0.14 * mid
                w = max(0.18, w) * 1.15
                au = 0.35 * smooth(0.4, 1.4, tex(t, x * 0.06 + 500.0, y * 0.06)) * (1.0 - spring)
                cr = cr + ((0.035 + 0.13 * au) * w * 1.3 - cr) * wood
                cg = cg + ((0.062 + 0.03 * au) * w * 1.3 - cg) * wood
                cb = cb + (0.028 * w * 1.3 - cb) * wood
                snow *= 1.0 - 0.6 * wood
                if wood > 0.5:
                    what = 6
            glacier = bilinear(ice, fx, fy)
            if glacier > 0.05:
                white = smooth(5250.0, 5600.0, z + 60.0 * mid) * (1.0 - 0.55 * smooth(0.7, 1.4, mid))
                pinnacle = smooth(0.75, 1.5, 0.8 * mid + 0.7 * big) * 0.75
                white = max(white, pinnacle)
                dr, dg, db = 0.20 * grain, 0.185 * grain, 0.17 * grain
                dr, dg, db = dr + (0.62 - dr) * white, dg + (0.72 - dg) * white, db + (0.80 - db) * white
                cr, cg, cb = cr + (dr - cr) * glacier, cg + (dg - cg) * glacier, cb + (db - cb) * glacier
                crack = 0.5 * tex(t, x * 0.09 + 0.3 * z, y * 0.09)
                gx += 0.5 * glacier * crack * white
                snow *= 1.0 - 0.35 * glacier
                if glacier > 0.5:
                    what = 2
            if fresh > 0.0:
                snow = max(snow, fresh * smooth(-0.9, 0.5, 0.6 * mid + 0.4 * fine - 0.35 * crag + 0.9 - 1.1 * slope0))
            sn = 0.86 + 0.035 * mid + 0.03 * fine
            cr, cg, cb = cr + (sn * 0.985 - cr) * snow, cg + (sn - cg) * snow, cb + (sn * 1.02 - cb) * snow
            # --- light
            lit = 0.0
            if has_sun:
                lit = max(0.0, nx * lx + ny * ly + nz * lz)
                s = bilinear(ceiling, fx * 0.5, fy * 0.5)
                soft = 6.0 + 0.02 * max(0.0, s)
                lit *= smooth(-soft, soft, z - s + 6.0)
                if banks.shape[0] > 0 or cover > 0.3:  # shadows of clouds wander over the slopes
                    lit *= 0.35 + 0.65 * smooth(-0.9, 0.5, tex(t, x * 0.011, y * 0.011) + 0.5 - 0.5 * cover)
            hole = bilinear(hollow, fx, fy)
            open_sky = (0.55 + 0.45 * nz) * (0.80 + 0.20 * smooth(-160.0, 120.0, hole))
            bounce = 0.10 + 0.10 * (1.0 - nz)
            tau, m = mist_depth(cz, z, d * math.sqrt(1.0 + v * v), haze, mist)
            keep = 1.0
            for k in range(banks.shape[0]):
                if d > banks[k, 0]:
                    keep *= 1.0 - bank_alpha(t, banks[k], az, v, cz, k)
            tr = math.exp(-m)
            # --- water
            river = False
            lake = 0.0
            frozen = 0.0
            if d < 2500.0:
                for k in range(features.shape[0]):
                    f = features[k]
                    if f[0] == LAKE and lake_shape(f, x, y) < 1.0:
                        lake, frozen = 1.0, f[7]
                    elif f[0] == RIVER and river_distance(f, x, y) < f[4] * (1.0 + 0.12 * mid):
                        river = True
            if lake == 0.0:
                for k in range(lakes.shape[0]):
                    if lake_shape(lakes[k], x, y) < 1.0 and slope0 < 0.25:
                        lake, frozen = 1.0, 1.0 if snow_line < 4700.0 else 0.0
            if not river and glacier < 0.05 and bilinear(water, fx, fy) < 19.0 + 3.0 * mid and slope0 < 0.7:
                river = True
            dl = 0.0
            if river:
                foam = smooth(0.35, 1.25, 0.6 * mid + 0.9 * fine + 0.5 * tex(t, x * 1.3, y * 1.3))
                cr, cg, cb = 0.20 + 0.62 * foam, 0.40 + 0.45 * foam, 0.44 + 0.43 * foam
                what = 3
            if lake > 0.0:
                if frozen > 0.5:
                    crack = smooth(0.0, 0.06, abs(tex(t, x * 0.35, y * 0.35) + 0.3 * tex(t, x * 1.7, y * 1.7)))
                    drift = smooth(-0.2, 0.8, tex(t, x * 0.5 + 90.0, y * 0.5))
                    cr, cg, cb = 0.50 + 0.30 * drift, 0.66 + 0.18 * drift, 0.76 + 0.10 * drift
                    cr, cg, cb = cr * (1.12 - 0.12 * crack), cg * (1.08 - 0.08 * crack), cb * (1.05 - 0.05 * crack)
                    what = 5
                else:
                    cr, cg, cb = 0.022, 0.105, 0.13
                    what = 4
                nz, lit = 1.0, (lit if frozen > 0.5 else 0.4 * lit)
            al = (cr, cg, cb)
            for q in range(3):
                dl = al[q] * (lit * sun[q] * 0.80 + open_sky * ambient[q] + bounce * ambient[1] * (0.5 + 0.5 * snow))
                # haze takes on the colour of the horizon; blue light is scattered four times as much as red
                aq = tau * (0.75 if q == 0 else 1.15 if q == 1 else 1.9)
                air = math.exp(-aq)
                far = hor_anti[q] * 0.78 + (hor_sun[q] - hor_anti[q]) * side * 0.70
                xq = dl * air + far * (1.0 - air)
                cloud = 0.42 * sun[q] * (0.6 + 0.5 * side) + 0.6 * hor_anti[q]
                xq = xq * keep + cloud * (1.0 - keep)
                rgb[r, c, q] = xq * tr + fog[q] * (1.0 - tr)
            clear[r, c] = tr * keep * math.exp(-tau * 1.1)
            kind[r, c] = what
        # Still water mirrors what stands above it: the row as far above the shore line as the pixel is below it.
        for r in range(rows):
            if kind[r, c] == 4 or kind[r, c] == 5:
                v = v_top - r * dv
                ripple = 0.006 * tex(t, az * 900.0, 4000.0 / (0.03 - v)) if kind[r, c] == 4 else 0.0
                src = int((v_top + v * (1.0 + ripple * 12.0)) / dv)
                src = min(max(src, 0), r - 1)
                if kind[src, c] >= 3 and kind[src, c] <= 5:
                    continue
                facing = 1.0 / math.sqrt(1.0 + v * v)
                f = 0.10 + 0.90 * (1.0 - abs(v) / math.sqrt(1.0 + v * v)) ** 5
                f *= 0.80 if kind[r, c] == 4 else 0.22
                f *= facing
                for q in range(3):
                    rgb[r, c, q] += (rgb[src, c, q] - rgb[r, c, q]) * f
