"""Random changes to training renders: crop, tilt, light, colour, blur, noise; so that the look of one renderer is not learned by heart."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


class Crop:
    """One random crop and tilt a photo. `to_source` maps output coordinates (-1..1) to source coordinates, float32 [n, 2, 3]."""

    def __init__(self, rng: np.random.Generator, count: int):
        scale = rng.uniform(0.82, 1.0, (count, 1)) * np.exp(rng.normal(0, 0.03, (count, 2)))
        scale = np.minimum(scale, 1.0)
        shift = rng.uniform(-1, 1, (count, 2)) * (1 - scale)
        angle = np.radians(rng.normal(0, 2.5, count))
        self.to_source = np.zeros((count, 2, 3), np.float32)
        self.to_source[:, 0, 0], self.to_source[:, 0, 1] = np.cos(angle) * scale[:, 0], -np.sin(angle) * scale[:, 1]
        self.to_source[:, 1, 0], self.to_source[:, 1, 1] = np.sin(angle) * scale[:, 0], np.cos(angle) * scale[:, 1]
        self.to_source[:, :, 2] = shift

    def place(self, photo: int, x: float, y: float) -> tuple[float, float]:
        """Where the source point (shares of width and height) lands in the output, as shares; outside 0..1 when cropped away."""
        matrix = self.to_source[photo]
        source = np.array([2 * x - 1, 2 * y - 1]) - matrix[:, 2]
        out = np.linalg.solve(matrix[:, :2], source)
        return float(out[0] + 1) / 2, float(out[1] + 1) / 2


def augment(rng: np.random.Generator, images: Tensor, crop: Crop) -> Tensor:
    """uint8 [n, size, size, 3] -> float32 [n, 3, size, size] in [-1, 1], cropped and changed."""
    count, size = images.shape[0], images.shape[1]
    x = images.permute(0, 3, 1, 2).float() / 255
    grid = F.affine_grid(torch.from_numpy(crop.to_source), [count, 3, size, size], align_corners=False)
    x = F.grid_sample(x, grid, mode='bilinear', padding_mode='reflection', align_corners=False)
    per_photo = lambda low, high: torch.from_numpy(rng.uniform(low, high, (count, 1, 1, 1)).astype(np.float32))  # noqa: E731
    x = x * per_photo(0.8, 1.2)
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    x = (x - mean) * per_photo(0.8, 1.2) + mean
    grey = x.mean(dim=1, keepdim=True)
    x = grey + (x - grey) * per_photo(0.7, 1.3)
    x = x * torch.from_numpy(rng.uniform(0.93, 1.07, (count, 3, 1, 1)).astype(np.float32))
    blurred = torch.from_numpy(rng.random(count) < 0.25)
    if bool(blurred.any()):
        x[blurred] = F.avg_pool2d(x[blurred], 3, 1, 1, count_include_pad=False)
    noisy = torch.from_numpy((rng.random((count, 1, 1, 1)) < 0.4) * rng.uniform(0, 0.03, (count, 1, 1, 1))).float()
    x = x + torch.randn_like(x[:, :1]) * noisy
    return (x.clamp(0, 1) - 0.5) / 0.5
