"""Pictures drawn by formula, in the formats and odd sizes photos come in. No photo of anybody is in the fixtures."""

from pathlib import Path

import numpy as np
from PIL import Image


def _noise(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Noise with the 1/f spectrum of natural pictures, 0 to 1."""
    fy = np.fft.fftfreq(height)[:, None]
    fx = np.fft.rfftfreq(width)[None, :]
    amplitude = 1 / np.maximum(np.hypot(fy, fx), 1 / max(height, width))
    phases = np.exp(2j * np.pi * rng.random(amplitude.shape))
    field = np.fft.irfft2(amplitude * phases, s=(height, width))
    return (field - field.min()) / (field.max() - field.min())


def landscape(seed: int, height: int, width: int) -> Image.Image:
    """Sky, ridges one before the other, and a foreground with fine grain."""
    rng = np.random.default_rng(seed)
    y = np.linspace(0, 1, height)[:, None]
    sky = np.stack([rng.uniform(0.2, 0.9) * (1 - y) + rng.uniform(0.4, 1) * y for _ in range(3)], axis=-1)
    picture = np.broadcast_to(sky, (height, width, 3)).copy()
    for ridge in range(4):
        line = np.cumsum(rng.normal(0, 1, width))
        line = np.convolve(line, np.ones(max(3, width // 60)) / max(3, width // 60), mode="same")
        line = 0.25 + 0.15 * ridge + 0.12 * (line - line.mean()) / (np.abs(line).max() + 1e-9)
        mask = y > line[None, :]
        colour = rng.uniform(0.1, 0.95, 3)
        texture = 0.6 + 0.8 * _noise(rng, height, width)
        picture[mask] = (colour * texture[..., None])[mask]
    grain = rng.normal(0, 0.02, picture.shape)
    return Image.fromarray((np.clip(picture + grain, 0, 1) * 255).astype(np.uint8))


def draw(folder: Path) -> list[str]:
    """Writes the pictures into `folder`; returns their names."""
    landscape(1, 480, 640).save(folder / "landscape.jpg", quality=88, subsampling=2)
    landscape(2, 700, 300).save(folder / "portrait.jpg", quality=80, progressive=True)
    landscape(3, 150, 900).save(folder / "panorama.webp", quality=80)
    landscape(4, 120, 100).save(folder / "smaller-than-the-model.png")
    landscape(5, 300, 400).convert("L").save(folder / "grey.png")
    cut = landscape(6, 320, 320).convert("RGBA")
    ys, xs = np.mgrid[0:320, 0:320]
    cut.putalpha(Image.fromarray(np.where((ys - 160) ** 2 + (xs - 160) ** 2 < 130**2, 255, 0).astype(np.uint8)))
    cut.quantize(128, method=Image.Quantize.FASTOCTREE).save(folder / "transparent.png")
    landscape(7, 400, 600).save(folder / "landscape.webp", quality=90)
    return sorted(path.name for path in folder.iterdir())
