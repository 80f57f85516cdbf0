"""What stands before the mountains: lakes and streams of the photo's own, figures on the ground, flags and bridges across the frame."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from .atmosphere import Light, sample_shadow
from .camera import Camera, Panorama
from .march import LAKE, RIVER, lake_shape, river_distance
from .sprites import variants
from .strings import draw_bridge, draw_flags

# How far figures stand, in metres: nearest and farthest.
REACH = {
    "person": (4, 22),
    "group": (6, 20),
    "yak": (7, 32),
    "tent": (9, 45),
    "stupa": (16, 70),
    "village": (35, 190),
    "forest": (20, 150),
}
ON_GROUND = ("forest", "village", "stupa", "tent", "yak", "group", "person")


def local_features(conditions, camera: Camera, view, w, rng) -> np.ndarray:
    """The lake or stream that the photo asks for, laid into the ground before the camera: rows as march.py reads them."""
    rows = []
    b = math.radians(view.bearing)
    half = math.radians(view.hfov_deg) / 2
    for tag in conditions.objects:
        if tag in ("lake", "frozen_lake"):
            length = rng.uniform(70, 190)
            turn = b + rng.uniform(-0.4, 0.4) * half
            d = 14 + length * rng.uniform(0.55, 0.8)
            x, y = camera.x + d * math.sin(turn), camera.y + d * math.cos(turn)
            ring = [
                w.ground(x + length * 0.8 * math.sin(a), y + length * 0.8 * math.cos(a))
                for a in np.linspace(0, 6.0, 12)
            ]
            level = float(np.clip(np.percentile(ring, 25), camera.z - 14.0, camera.z - 2.6))
            rows.append(
                (
                    LAKE,
                    x,
                    y,
                    length * rng.uniform(0.5, 0.75),
                    length * rng.uniform(0.75, 1.1),
                    turn,
                    level,
                    float(tag == "frozen_lake"),
                )
            )
        elif tag == "river":
            d = rng.uniform(9, 20)
            side = rng.uniform(-0.5, 0.5) * half
            x, y = camera.x + d * math.sin(b + side), camera.y + d * math.cos(b + side)
            rows.append(
                (RIVER, x, y, rng.uniform(4, 12), rng.uniform(3.5, 8.0), b + rng.uniform(-0.75, 0.75), 0.0, 0.0)
            )
    return np.array(rows, np.float64).reshape(-1, 8)


def draw_objects(
    picture: np.ndarray,
    conditions,
    camera: Camera,
    pano: Panorama,
    depth: np.ndarray,
    light: Light,
    features: np.ndarray,
    w,
    rng,
):
    """Draws the photo's objects over the picture. Returns it with the share of the frame that each tag
    covers, and how far each pixel hides what stands behind (0..1, [h, w])."""
    scene = Scene(picture, camera, pano, depth, light, features, w, rng)
    tags = conditions.objects
    scene.scatter_stones(conditions)
    for tag in ON_GROUND:
        if tag in tags:
            getattr(scene, f"_{tag}")()
    if "helicopter" in tags:
        scene._helicopter()
    if "suspension_bridge" in tags:
        scene.layer("suspension_bridge", draw_bridge(scene))
    if "prayer_flags" in tags:
        scene.layer("prayer_flags", draw_flags(scene))
    if conditions.weather == "snowfall":
        scene.snow()
    return scene.finish(), scene.cover, scene.hidden


class Scene:
    """A picture under construction, float RGB 0..1, with the light that falls on what is drawn into it."""

    def __init__(self, picture, camera, pano, depth, light, features, w, rng):
        self.features = features
        self.rgb = picture.astype(np.float32) / 255.0
        self.camera, self.pano, self.depth, self.light, self.w, self.rng = camera, pano, depth, light, w, rng
        self.cover: dict[str, float] = {}
        self.hidden = np.zeros(picture.shape[:2], np.float32)  # how far figures hide what stands behind them
        self.bearing, self.tilt = camera.direction(camera.width / 2, camera.height / 2)
        self.half = math.atan(camera.width / 2 / camera.focal)
        sunlit = light.ceiling is not None and sample_shadow(light.ceiling, camera.x, camera.y) < camera.z + 2
        behind = 0.5 - 0.5 * math.cos(
            math.radians(light.azimuth) - self.bearing
        )  # 1: the sun at the photographer's back
        self.direct = light.sun * ((0.20 + 0.50 * behind) if sunlit else 0.0)
        self.fog = self.tone(light.fog_rgb)

    def tone(self, rgb):
        """Linear light to the picture's sRGB 0..1, by the same curve as the ground's."""
        s = np.maximum(np.asarray(rgb, np.float32) * self.light.exposure * 0.82, 0)
        s = np.clip(s * (2.51 * s + 0.03) / (s * (2.43 * s + 0.59) + 0.14), 0, 1)
        return np.where(s < 0.0031308, 12.92 * s, 1.055 * s ** (1 / 2.4) - 0.055)

    def lit(self, srgb, distance: float, glow: float = 0.0):
        """Colours of things (sRGB 0..1) as they look in this light and through this air."""
        albedo = np.asarray(srgb, np.float32) ** 2.2
        seen = self.tone(albedo * (self.direct + self.light.ambient * 0.95 + self.light.ambient.mean() * 0.25 + glow))
        mist = 0.0
        if self.light.mist[0] > 0 and self.camera.z < self.light.mist[1]:
            mist = 1.0 - math.exp(-float(self.light.mist[0]) * distance)
        return seen + (self.fog - seen) * mist

    def blend(self, rgb, alpha, x0: int, y0: int, tag: str | None):
        """Lays a patch (rgb [h, w, 3], alpha [h, w], 0..1) on the picture with its corner at x0, y0."""
        h, w = alpha.shape
        ax, ay = max(0, -x0), max(0, -y0)
        bx, by = min(w, self.camera.width - x0), min(h, self.camera.height - y0)
        if bx <= ax or by <= ay:
            return 0.0
        a = alpha[ay:by, ax:bx, None]
        target = self.rgb[y0 + ay : y0 + by, x0 + ax : x0 + bx]
        target += (rgb[ay:by, ax:bx] - target) * a
        if tag:
            hidden = self.hidden[y0 + ay : y0 + by, x0 + ax : x0 + bx]
            hidden += (1 - hidden) * a[..., 0]
        area = float(a.sum()) / (self.camera.width * self.camera.height)
        if tag:
            self.cover[tag] = self.cover.get(tag, 0.0) + area
        return area

    def layer(self, tag: str, image: Image.Image):
        """Lays a drawing of the picture's size on it; its colours are already lit."""
        a = np.asarray(image).astype(np.float32) / 255.0
        self.blend(a[..., :3], a[..., 3], 0, 0, tag)

    def foot(self, turn: float, distance: float):
        """Pixel of a ground point at an angle off the camera's axis, and whether the ground there is in view."""
        azimuth = self.bearing + turn
        x, y = self.camera.x + distance * math.sin(azimuth), self.camera.y + distance * math.cos(azimuth)
        v = (self.w.ground(x, y) - self.camera.z) / distance
        c = int(((azimuth - self.pano.az0) % (2 * math.pi)) / self.pano.daz)
        if not 0 <= c < self.pano.cols:
            return None
        # The panorama knows the true ground (small relief, lakes): the first row whose ground is this far away.
        column = self.depth[:, c]
        hits = np.nonzero((column > 0) & (column <= distance))[0]
        if len(hits) == 0:
            # Nearer than the lowest row: the feet are below the frame, or the bank is hidden.
            pixel = self.camera.project(azimuth, v)
            return pixel if pixel and pixel[1] > 0.98 * self.camera.height else None
        row_v = self.pano.v_top - hits[0] * self.pano.dv
        if column[hits[0]] < 0.75 * distance:
            return None  # the ground falls away behind a crest
        return self.camera.project(azimuth, row_v)

    def _afloat(self, name: str, turn: float, distance: float) -> bool:
        """Whether a figure would stand in the water; on ice people camp, but nobody builds or grows."""
        x = self.camera.x + distance * math.sin(self.bearing + turn)
        y = self.camera.y + distance * math.cos(self.bearing + turn)
        for f in self.features:
            if f[0] == RIVER and river_distance(f, x, y) < 1.1 * f[4]:
                return True
            if f[0] == LAKE and lake_shape(f, x, y) < 1.08 and (f[7] < 0.5 or name not in ("person", "yak", "tent")):
                return True
        return False

    def place(
        self, name: str, tag: str | None, turn: float, distance: float, scale: float = 1.0, which: int | None = None
    ) -> bool:
        """Stands a figure on the ground; False when the ground there is out of sight."""
        pixel = self.foot(turn, distance)
        if pixel is None or (tag and self._afloat(name, turn, distance)):
            return False
        x, y = pixel
        sprites = variants(name)
        sprite = sprites[int(self.rng.integers(len(sprites))) if which is None else which % len(sprites)]
        h = sprite.metres * scale * self.camera.focal / distance
        if h < 2 or y - h > self.camera.height or y < 0:
            return False
        if y - h < -0.5 * h or y > self.camera.height + 0.6 * h:
            return False
        self.stamp(sprite, tag, x, y, h, distance, shadow=True)
        return True

    def stamp(self, sprite, tag, x: float, y: float, h: float, distance: float, shadow: bool):
        """Draws a figure of h pixels with its feet at x, y."""
        w = max(1, int(h * sprite.image.width / sprite.image.height))
        image = (
            np.asarray(
                sprite.image.resize((w, max(1, int(h))), Image.BOX if h < sprite.image.height else Image.BICUBIC)
            ).astype(np.float32)
            / 255.0
        )
        if shadow:
            sw, sh = int(w * 1.15) + 2, max(2, int(w * 0.16))
            yy, xx = np.mgrid[-1 : 1 : sh * 1j, -1 : 1 : sw * 1j]
            dark = np.clip(1 - xx**2 - yy**2, 0, 1) * (0.55 if self.direct.mean() > 0.1 else 0.32)
            self.blend(
                np.zeros((sh, sw, 3), np.float32), dark.astype(np.float32), int(x - sw / 2), int(y - sh / 2), None
            )
        self.blend(self.lit(image[..., :3], distance), image[..., 3], int(x - w / 2), int(y - h), tag)

    def several(self, name, tag, count: int, reach, spread: float = 0.85, tries: int = 5, scale: float = 1.0) -> int:
        """Stands figures at random within a reach of distances, the far ones first; gives how many found a place."""
        lo, hi = reach
        done = 0
        for d in sorted((lo * (hi / lo) ** self.rng.random(count)).tolist(), reverse=True):
            for _ in range(tries):
                if self.place(name, tag, self.rng.uniform(-spread, spread) * self.half, d, scale):
                    done += 1
                    break
        return done

    def _fallback(self, name, tag, share: float):
        """When no ground in view can carry the figure, it stands at the lower edge of the frame, close by."""
        sprite = variants(name)[int(self.rng.integers(len(variants(name))))]
        h = share * self.camera.height
        d = sprite.metres * self.camera.focal / h
        self.stamp(
            sprite, tag, self.rng.uniform(0.2, 0.8) * self.camera.width, self.camera.height * 1.01, h, d, shadow=True
        )

    def _zoom(self, tag):
        """The reach of a tag, farther away through a longer lens, so that figures keep fitting the frame."""
        k = max(1.0, self.camera.focal / (0.75 * self.camera.width))
        return tuple(v * k for v in REACH[tag])

    def _person(self):
        if self.several("person", "person", 1, self._zoom("person"), 0.7, 12) == 0:
            self._fallback("person", "person", 0.42)

    def _group(self):
        n = int(self.rng.integers(4, 9))
        lo, hi = self._zoom("group")
        d0, t0 = self.rng.uniform(lo, hi), self.rng.uniform(-0.5, 0.3) * self.half
        done = 0
        for k in range(n):
            done += self.place(
                "person", "group", t0 + k * self.rng.uniform(0.7, 1.2) * 1.25 / d0, d0 * self.rng.uniform(0.9, 1.12)
            )
        for k in range(max(0, 4 - done)):
            self._fallback("person", "group", self.rng.uniform(0.30, 0.40))

    def _yak(self):
        if self.several("yak", "yak", int(self.rng.integers(1, 5)), self._zoom("yak"), 0.8, 10) == 0:
            self._fallback("yak", "yak", 0.33)

    def _tent(self):
        if self.several("tent", "tent", int(self.rng.integers(1, 8)), self._zoom("tent"), 0.85, 8) == 0:
            self._fallback("tent", "tent", 0.26)

    def _stupa(self):
        if self.several("stupa", "stupa", 1, self._zoom("stupa"), 0.6, 16) == 0:
            self._fallback("stupa", "stupa", 0.5)

    def _village(self):
        if self.several("house", "village", int(self.rng.integers(5, 18)), self._zoom("village"), 0.95, 6) < 2:
            for share in (0.2, 0.24, 0.28):
                self._fallback("house", "village", share)

    def _forest(self):
        n = int(self.rng.integers(25, 60))
        golden = self.rng.random() < 0.5
        reach = self._zoom("forest")
        self.several("fir", "forest", int(n * 0.65), reach, 1.15, 3)
        self.several("broadleaf", "forest", int(n * (0.35 if golden else 0.15)), (reach[0], reach[1] * 0.6), 1.15, 3)
        if self.cover.get("forest", 0) < 0.06:
            for _ in range(6):
                s = variants("fir")[int(self.rng.integers(8))]
                h = self.rng.uniform(0.5, 0.95) * self.camera.height
                x = self.rng.choice([self.rng.uniform(-0.05, 0.3), self.rng.uniform(0.7, 1.05)]) * self.camera.width
                self.stamp(s, "forest", x, self.camera.height * 1.03, h, 14.0, shadow=False)

    def _helicopter(self):
        sprite = variants("helicopter")[int(self.rng.integers(4))]
        h = self.camera.height * self.rng.uniform(0.055, 0.13)
        x, y = self.rng.uniform(0.15, 0.85) * self.camera.width, self.rng.uniform(0.15, 0.48) * self.camera.height
        self.stamp(sprite, "helicopter", x, y, h, 120.0, shadow=False)

    def scatter_stones(self, conditions):
        """Boulders, so that bare ground near the camera has a scale."""
        if "lake" in conditions.objects or "frozen_lake" in conditions.objects:
            return
        for _ in range(int(self.rng.integers(3, 14))):
            self.several("boulder", None, 1, (7, 80), 1.0, 1, self.rng.uniform(0.15, 0.6))

    def snow(self):
        """Falling flakes: small sharp ones far away, large soft ones near."""
        h, w = self.camera.height, self.camera.width
        white = np.clip(self.fog * 1.12 + 0.06, 0, 1)
        for share, size in ((0.0022, 1), (0.0009, 2), (0.00022, 4)):
            px = max(1, round(size * w / 700))
            for _ in range(int(share * 0.45 * 700 * 525 / size)):
                x, y = int(self.rng.integers(-px, w)), int(self.rng.integers(-px, h))
                patch = self.rgb[max(0, y) : y + px, max(0, x) : x + px]
                patch += (white - patch) * (0.85 if size < 4 else 0.5)

    def finish(self) -> np.ndarray:
        return (np.clip(self.rgb, 0, 1) * 255 + 0.5).astype(np.uint8)
