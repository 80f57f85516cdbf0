"""One photo: terrain and sky as a panorama, developed into a picture, with its foreground and its ground truth."""

from __future__ import annotations

import math

import numpy as np

from . import geo
from .atmosphere import Light, light_for
from .camera import Camera, Panorama, camera_for, develop, panorama_for
from .foreground import draw_objects, local_features
from .march import GRAIN, LAKE, TEXTURE, ground, march
from .model import Conditions, View
from .places import LAKES
from .shade import shade
from .terrain import world
from .truth import truth_of

Truth = dict  # JSON-able; its keys are named in truth.py
EYE_M = 1.65
NO_CEILING = np.zeros((1, 1), np.float32)


def _lakes() -> np.ndarray:
    rows = []
    for lat, lon, r in LAKES.values():
        x, y = geo.to_xy(lat, lon)
        rows.append((LAKE, x, y, r, r * 0.9, 0.4, 0.0, 0.0))
    return np.array(rows)


LAKE_ROWS = _lakes()


def render(view: View, conditions: Conditions, width: int, height: int, seed: int) -> tuple[np.ndarray, Truth]:
    """Renders a picture (uint8 [height, width, 3], sRGB) and its truth; the same arguments give the same bytes.

    The camera never stands in the ground: where view.alt is lower than a walker's eye, it is raised to it.
    """
    rng = np.random.default_rng(seed)
    w = world()
    x, y = geo.to_xy(view.lat, view.lon)
    z = max(view.alt, _eye_height(view.bearing, x, y, w))
    camera = camera_for(view, x, y, z, width, height)
    light = light_for(conditions, z, view.bearing, rng)
    features = local_features(conditions, camera, view, w, rng)
    sharp = 1.0 if width * height < 120_000 else 1.25
    pano = panorama_for(camera, sharp)
    depth, rgb, clear, kind = _scene(camera, pano, conditions, light, features, w)
    picture = np.empty((height, width, 3), np.uint8)
    develop(
        rgb,
        width,
        height,
        camera.focal,
        camera.axes,
        pano.az0,
        pano.daz,
        pano.v_top,
        pano.dv,
        light.exposure,
        int(seed & 0x7FFFFFFF),
        picture,
    )
    water = np.vstack([features, LAKE_ROWS])  # figures keep out of the world's own lakes too
    picture, cover, hidden = draw_objects(picture, conditions, camera, pano, depth, light, water, w, rng)
    truth = truth_of(view, conditions, camera, pano, depth, clear, kind, cover, hidden, w)
    return picture, truth


def _eye_height(bearing: float, x: float, y: float, w) -> float:
    """The lowest a walker's eye may be: above the ground here, small relief included, and able to see over the next steps."""
    b, none = math.radians(bearing), np.zeros((0, 8))
    at = lambda d: ground(w.height, TEXTURE, none, x + d * math.sin(b), y + d * math.cos(b), d)  # noqa: E731
    return max(at(0.0) + EYE_M, at(1.5) + 1.0, at(3.0) + 0.9, at(6.0) + 0.6)


def _scene(camera: Camera, pano: Panorama, conditions: Conditions, light: Light, features: np.ndarray, w):
    depth = np.zeros((pano.rows, pano.cols), np.float32)
    march(
        w.height,
        TEXTURE,
        features,
        camera.x,
        camera.y,
        camera.z,
        pano.az0,
        pano.daz,
        pano.v_top,
        pano.dv,
        depth,
        min(0.012, max(0.0022, 1.6 * pano.dv)),
    )
    rgb = np.zeros((pano.rows, pano.cols, 3), np.float32)
    clear = np.zeros((pano.rows, pano.cols), np.float32)
    kind = np.zeros((pano.rows, pano.cols), np.uint8)
    fresh = 0.0
    if conditions.weather == "snowfall" or conditions.snow_line_m < camera.z - 150:
        fresh = min(1.0, 0.35 + max(0.0, camera.z - conditions.snow_line_m) / 900.0)
    shade(
        w.height,
        w.ice,
        w.water,
        w.material,
        w.hollow,
        TEXTURE,
        GRAIN,
        features,
        LAKE_ROWS,
        depth,
        camera.x,
        camera.y,
        camera.z,
        pano.az0,
        pano.daz,
        pano.v_top,
        pano.dv,
        math.radians(light.azimuth),
        math.radians(light.height),
        light.sun,
        light.ambient,
        light.zenith,
        light.horizon_sun,
        light.horizon_anti,
        NO_CEILING if light.ceiling is None else light.ceiling,
        light.cover,
        light.clouds,
        light.haze,
        light.mist,
        light.fog_rgb,
        light.stars,
        float(conditions.snow_line_m),
        1.0 if conditions.season == "spring" else 0.0,
        fresh,
        rgb,
        clear,
        kind,
    )
    return depth, rgb, clear, kind
