"""The two towers: a small residual network for images, a small transformer for texts.

Sigmoid loss for language-image pre-training: Zhai et al. 2023, https://arxiv.org/abs/2303.15343.
Residual network: He et al. 2015, https://arxiv.org/abs/1512.03385.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

DIMS = 768
IMAGE_SIZE = 224
TEXT_LENGTH = 64
# About 3 M parameters and 0.26 G multiply-adds a photo: what two shared cores can train in three quarters of an hour.
WIDTHS = (48, 96, 192)
BLOCKS = (2, 3, 2)
TEXT_WIDTH, TEXT_LAYERS, TEXT_HEADS = 192, 2, 6


def _conv(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    padding = (size - stride) // 2 if size > 3 else size // 2
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, padding, bias=False), nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.first, self.second = _conv(width, width), _conv(width, width)
        nn.init.zeros_(self.second[1].weight)  # each block starts as the identity: steadier at a high learning rate

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(F.relu(self.first(x))))


class VisionTower(nn.Module):
    """pixel_values float32 [batch, 3, 224, 224] in [-1, 1] -> (last_hidden_state [batch, 49, 768], pooler_output [batch, 768])."""

    def __init__(self, peaks: int) -> None:
        """peaks: how many peaks the map `where` tells apart."""
        super().__init__()
        self.stem = _conv(3, WIDTHS[0], size=12, stride=8)
        stages: list[nn.Module] = []
        for index, (width, blocks) in enumerate(zip(WIDTHS, BLOCKS)):
            layers: list[nn.Module] = []
            if index:
                layers += [_conv(WIDTHS[index - 1], width, stride=2), nn.ReLU()]
            layers += [Residual(width) for _ in range(blocks)]
            stages.append(nn.Sequential(*layers))
        self.stages = nn.ModuleList(stages)
        # For each of 14 x 14 cells and each peak: does its summit stand here? Trained with the summits' true places.
        self.where = nn.Conv2d(WIDTHS[1], peaks, 1)
        nn.init.constant_(self.where.bias, -5.0)
        self.project = nn.Linear(WIDTHS[2], DIMS)
        # A tent or a helicopter is a few cells of the map: the mean alone would lose it.
        self.project_peak = nn.Linear(WIDTHS[2] + WIDTHS[1] + peaks, DIMS)

    def maps(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """The feature maps at 1/16 and 1/32 of the input's size."""
        x = F.relu(self.stem(pixels))
        for stage in self.stages[:-1]:
            x = stage(x)
        return x, self.stages[-1](x)

    def strongest(self, middle: Tensor, last: Tensor) -> tuple[Tensor, Tensor]:
        """(the strongest of each feature and of each peak's map [batch, features], the map of peaks [batch, peaks, 14, 14])."""
        where = self.where(middle)
        return torch.cat([last.amax(dim=(2, 3)), middle.amax(dim=(2, 3)), where.amax(dim=(2, 3)) / 4], dim=1), where

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, Tensor]:
        middle, last = self.maps(pixel_values)
        hidden = self.project(last.flatten(2).transpose(1, 2))
        return hidden, hidden.mean(dim=1) + self.project_peak(self.strongest(middle, last)[0])


class TextLayer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm_attention, self.norm_feed = nn.LayerNorm(TEXT_WIDTH), nn.LayerNorm(TEXT_WIDTH)
        self.query_key_value = nn.Linear(TEXT_WIDTH, 3 * TEXT_WIDTH)
        self.out = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.feed = nn.Sequential(nn.Linear(TEXT_WIDTH, 4 * TEXT_WIDTH), nn.GELU(), nn.Linear(4 * TEXT_WIDTH, TEXT_WIDTH))

    def forward(self, x: Tensor, blocked: Tensor) -> Tensor:
        """x [batch, tokens, width]; blocked [batch, 1, 1, tokens], -1e4 where there is padding, else 0."""
        batch, tokens, width = x.shape
        parts = self.query_key_value(self.norm_attention(x)).view(batch, tokens, 3, TEXT_HEADS, width // TEXT_HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(2, 3) / math.sqrt(width // TEXT_HEADS) + blocked
        mixed = (scores.softmax(dim=-1) @ value).transpose(1, 2).reshape(batch, tokens, width)
        x = x + self.out(mixed)
        return x + self.feed(self.norm_feed(x))


class TextTower(nn.Module):
    """input_ids int64 [batch, tokens <= 64], padded with 0 -> (last_hidden_state [batch, tokens, 768], pooler_output [batch, 768])."""

    def __init__(self, vocab_size: int):
        super().__init__()
        self.tokens = nn.Embedding(vocab_size, TEXT_WIDTH)
        self.positions = nn.Parameter(torch.randn(TEXT_LENGTH, TEXT_WIDTH) * 0.02)
        nn.init.normal_(self.tokens.weight, std=0.05)
        self.layers = nn.ModuleList(TextLayer() for _ in range(TEXT_LAYERS))
        self.norm = nn.LayerNorm(TEXT_WIDTH)
        self.project = nn.Linear(TEXT_WIDTH, DIMS)
        self.project_peak = nn.Linear(TEXT_WIDTH, DIMS)

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        # No attention mask comes in (SigLIP has none), so the padding is read off the ids.
        real = (input_ids != 0).to(self.positions.dtype)
        blocked = (real[:, None, None, :] - 1.0) * 1e4
        x = self.tokens(input_ids) + self.positions[: input_ids.shape[1]]
        for layer in self.layers:
            x = layer(x, blocked)
        x = self.norm(x)
        hidden = self.project(x)
        weight = real[:, :, None]
        mean = (hidden * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1.0)
        return hidden, mean + self.project_peak((x + (weight - 1.0) * 1e4).amax(dim=1))


class DualEncoder(nn.Module):
    """Both towers with SigLIP's learned scale (kept as its logarithm) and bias."""

    def __init__(self, vocab_size: int, peaks: int):
        super().__init__()
        self.vision, self.text = VisionTower(peaks), TextTower(vocab_size)
        self.logit_scale = nn.Parameter(torch.tensor(math.log(10.0)))
        self.logit_bias = nn.Parameter(torch.tensor(-4.0))

    def logits(self, images: Tensor, texts: Tensor) -> Tensor:
        """Unit vectors [n, 768] and [m, 768] -> logits [m, n]; their sigmoid is the probability that the text fits."""
        return texts @ images.t() * self.logit_scale.exp() + self.logit_bias
