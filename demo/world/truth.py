"""The ground truth of a photo: which peaks are seen and where, what stands in the foreground.

A truth is {"peaks": [{id, x, y, visible, dist_km, bearing, height_deg, width_px}], "objects": [{tag, area}], "weather",
"time_of_day", "snow_line_m", "season", "view"}: x, y in pixels of the summit, visible 0..1 (share of the summit's upper part that
is in the frame, not hidden by ground, and not lost in haze, cloud or fog), area as a share of the frame.
"""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np

from . import geo
from .camera import Camera, Panorama

KIND_TAGS = {2: "glacier", 3: "river", 4: "lake", 5: "frozen_lake", 6: "forest"}
# A tag is true of a picture when it fills this much of it: smaller ones nobody would name.
KIND_AREA = {2: 0.05, 3: 0.012, 4: 0.02, 5: 0.02, 6: 0.10}
MIN_VISIBLE = 0.08


def _upper_part(peak: geo.Peak, camera: Camera, w) -> np.ndarray:
    """Points (x, y, z) on the side of a summit that faces the camera, up to 450 m from it: rows."""
    px, py = peak.xy
    facing = math.atan2(camera.x - px, camera.y - py)
    points = [(px, py, peak.elev_m)] * 3
    for r in (90.0, 180.0, 300.0, 450.0):
        for turn in (-1.35, -0.8, -0.27, 0.27, 0.8, 1.35):
            x, y = px + r * math.sin(facing + turn), py + r * math.cos(facing + turn)
            points.append((x, y, w.ground(x, y)))
    return np.array(points)


def _seen(
    points: np.ndarray, camera: Camera, pano: Panorama, depth: np.ndarray, clear: np.ndarray, hidden: np.ndarray
) -> float:
    total = 0.0
    for x, y, z in points:
        bearing, d = geo.bearing_distance(camera.x, camera.y, x, y)
        v = (z - camera.z - d * d * geo.DROP_PER_M2) / d
        pixel = camera.project(math.radians(bearing), v)
        if pixel is None or not (0 <= pixel[0] < camera.width and 0 <= pixel[1] < camera.height):
            continue
        c = int(((math.radians(bearing) - pano.az0) % (2 * math.pi)) / pano.daz + 0.5)
        r = int((pano.v_top - v) / pano.dv + 1.5)
        if 0 <= c < pano.cols and 0 <= r < pano.rows and depth[r, c] > 0.955 * d - 60:
            # Half lost in the air still counts as seen; a tenth left does not.
            free = 1.0 - float(hidden[int(pixel[1]), int(pixel[0])])
            total += free * min(1.0, max(0.0, (float(clear[r, c]) - 0.10) / 0.40))
    return total / len(points)


def peaks_in(camera: Camera, pano: Panorama, depth: np.ndarray, clear: np.ndarray, hidden: np.ndarray, w) -> list[dict]:
    """The catalog's peaks that the picture shows, the most conspicuous first."""
    out = []
    for peak in geo.CATALOG.values():
        if peak.id in geo.UNLABELLED:
            continue
        px, py = peak.xy
        bearing, d = geo.bearing_distance(camera.x, camera.y, px, py)
        if d < 400:
            continue
        v = (peak.elev_m - camera.z - d * d * geo.DROP_PER_M2) / d
        pixel = camera.project(math.radians(bearing), v)
        if pixel is None or not (
            -0.05 * camera.width < pixel[0] < 1.05 * camera.width and -0.05 * camera.height < pixel[1] < camera.height
        ):
            continue
        visible = _seen(_upper_part(peak, camera, w), camera, pano, depth, clear, hidden)
        if visible < MIN_VISIBLE:
            continue
        out.append(
            {
                "id": peak.id,
                "x": round(pixel[0], 1),
                "y": round(pixel[1], 1),
                "visible": round(visible, 3),
                "dist_km": round(d / 1000, 2),
                "bearing": round(bearing, 2),
                "height_deg": round(math.degrees(math.atan(v)), 2),
                "width_px": round(900.0 / d * camera.focal, 1),
            }
        )
    return sorted(out, key=lambda p: -p["visible"] * p["width_px"])


def truth_of(
    view, conditions, camera: Camera, pano: Panorama, depth, clear, kind, cover: dict[str, float], hidden, w
) -> dict:
    """The truth of a rendered picture; cover: share of the frame by tag of what was drawn in the foreground."""
    objects = {tag: area for tag, area in cover.items() if area > 0.0015}
    seen = clear > 0.12
    total = kind.size
    for k, tag in KIND_TAGS.items():
        area = float(np.count_nonzero((kind == k) & seen)) / total
        if area >= KIND_AREA[k]:
            objects[tag] = max(objects.get(tag, 0.0), area)
    return {
        "peaks": peaks_in(camera, pano, depth, clear, hidden, w),
        "objects": [{"tag": t, "area": round(a, 4)} for t, a in sorted(objects.items(), key=lambda o: -o[1])],
        "weather": conditions.weather,
        "time_of_day": conditions.time_of_day,
        "snow_line_m": conditions.snow_line_m,
        "season": conditions.season,
        "view": {**asdict(view), "alt": round(camera.z, 1)},
    }
