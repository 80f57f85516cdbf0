"""From the panorama round the camera to the picture: perspective, pitch and roll, exposure, grain."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from .noise import hash01


@dataclass(frozen=True)
class Camera:
    """A pinhole camera in the local frame; focal in pixels; rows of `axes` are right, up, forward (east, north, up)."""

    x: float
    y: float
    z: float
    width: int
    height: int
    focal: float
    axes: np.ndarray

    def project(self, azimuth: float, tangent: float) -> tuple[float, float] | None:
        """Pixel of a direction (radians, tangent of the height angle); None behind the camera. May lie outside the frame."""
        d = self.axes @ np.array([math.sin(azimuth), math.cos(azimuth), tangent])
        if d[2] <= 1e-3:
            return None
        return self.width / 2 + self.focal * d[0] / d[2], self.height / 2 - self.focal * d[1] / d[2]

    def direction(self, px: float, py: float) -> tuple[float, float]:
        """Azimuth in radians and tangent of the height angle of a pixel."""
        v = np.array([(px - self.width / 2) / self.focal, (self.height / 2 - py) / self.focal, 1.0]) @ self.axes
        return math.atan2(v[0], v[1]), v[2] / math.hypot(v[0], v[1])


def camera_for(view, x: float, y: float, z: float, width: int, height: int) -> Camera:
    """The camera of a View that stands at local x, y, z."""
    b, p, r = (math.radians(a) for a in (view.bearing, view.pitch, view.roll))
    forward = np.array([math.sin(b) * math.cos(p), math.cos(b) * math.cos(p), math.sin(p)])
    right = np.array([math.cos(b), -math.sin(b), 0.0])
    up = np.cross(right, forward)
    right, up = right * math.cos(r) - up * math.sin(r), up * math.cos(r) + right * math.sin(r)
    focal = width / 2 / math.tan(math.radians(view.hfov_deg) / 2)
    return Camera(x, y, z, width, height, focal, np.stack([right, up, forward]))


@dataclass(frozen=True)
class Panorama:
    """The cylinder that covers a camera's frame: column 0 at az0 (radians), row 0 at tangent v_top, equal steps."""

    az0: float
    daz: float
    v_top: float
    dv: float
    rows: int
    cols: int


def panorama_for(camera: Camera, sharp: float) -> Panorama:
    """The smallest panorama that holds the frame, `sharp` of its pixels to one pixel of the picture's middle."""
    w, h = camera.width, camera.height
    centre = camera.direction(w / 2, h / 2)[0]
    edge = [(px, py) for px in np.linspace(0, w, 9) for py in (0, h)] + [
        (px, py) for py in np.linspace(0, h, 9) for px in (0, w)
    ]
    directions = [camera.direction(px, py) for px, py in edge] + [
        camera.direction(w / 2, 0),
        camera.direction(w / 2, h),
    ]
    offsets = [(a - centre + math.pi) % (2 * math.pi) - math.pi for a, _ in directions]
    vs = [v for _, v in directions]
    step = 1.0 / (camera.focal * sharp)
    v_top, v_bottom = min(2.5, max(vs)) + 2 * step, max(-2.5, min(vs)) - 2 * step
    # A row for the mirror image of the lowest row, so that lakes find what they reflect.
    v_top = max(v_top, min(0.6, -v_bottom * 0.5))
    az0 = centre + min(offsets) - 2 * step
    return Panorama(
        az0, step, v_top, step, int((v_top - v_bottom) / step) + 2, int((max(offsets) - min(offsets)) / step) + 6
    )


@njit(cache=True, fastmath=True)
def develop(rgb, width, height, focal, axes, az0, daz, v_top, dv, exposure, seed, out):
    """Fills out [h, w, 3] uint8 from the linear panorama: bilinear, filmic curve (Narkowicz 2015), sRGB, light vignette, grain."""
    rows, cols, _ = rgb.shape
    for j in range(height):
        for i in range(width):
            a, b = (i + 0.5 - width / 2) / focal, (height / 2 - j - 0.5) / focal
            x = a * axes[0, 0] + b * axes[1, 0] + axes[2, 0]
            y = a * axes[0, 1] + b * axes[1, 1] + axes[2, 1]
            z = a * axes[0, 2] + b * axes[1, 2] + axes[2, 2]
            az = math.atan2(x, y)
            fc = (az - az0) / daz
            turn = 6.283185307179586 / daz
            while fc < -0.5 * (turn - cols):
                fc += turn
            while fc > cols + 0.5 * (turn - cols):
                fc -= turn
            fr = (v_top - z / math.sqrt(x * x + y * y)) / dv
            fc = min(max(fc, 0.0), cols - 1.001)
            fr = min(max(fr, 0.0), rows - 1.001)
            c, r = int(fc), int(fr)
            u, v = fc - c, fr - r
            vig = 1.0 - 0.10 * (a * a + b * b)
            g = (hash01(i, j, seed) - 0.5) * 0.014
            for q in range(3):
                s = (rgb[r, c, q] * (1 - u) + rgb[r, c + 1, q] * u) * (1 - v) + (
                    rgb[r + 1, c, q] * (1 - u) + rgb[r + 1, c + 1, q] * u
                ) * v
                s = max(0.0, s * exposure * vig * 0.82)
                s = (s * (2.51 * s + 0.03)) / (s * (2.43 * s + 0.59) + 0.14)
                s = min(1.0, max(0.0, s))
                s = 12.92 * s if s < 0.0031308 else 1.055 * s ** (1 / 2.4) - 0.055
                out[j, i, q] = np.uint8(min(255.0, max(0.0, 255.0 * (s + g * (1.1 - s)) + 0.5)))
