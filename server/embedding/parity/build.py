"""Makes server/embedding/fixtures: a tiny SigLIP-2 with random weights, and what transformers answers with it.

Run by hand, from the repository root, after a change of what is to be proven:

    python -m venv .cache/parity && .cache/parity/bin/pip install -r server/embedding/parity/requirements.txt
    .cache/parity/bin/python server/embedding/parity/build.py
    .cache/parity/bin/python server/embedding/parity/photos.py ../shared/photos

The weights say nothing about retrieval; they prove that tokenizer, preprocessing, both towers and the ONNX files give
here what they give in transformers. The tests need no Python.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import torch
from images import draw
from PIL import Image
from texts import SENTENCES, golden_strings
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoImageProcessor, Siglip2Tokenizer, SiglipConfig, SiglipModel

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
MODEL = FIXTURES / "tiny-siglip2"
LENGTH, SIZE, HIDDEN = 64, 224, 48
# The usual small start makes all vectors alike, and every error invisible: larger weights spread them. Much larger ones
# make the towers chaotic, which no trained tower is.
SPREAD = 1.5
SPECIALS = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]


def train_tokenizer() -> None:
    """Gemma's kind: BPE over whole texts with "▁" for a blank, bytes for what has no entry, eos at the end."""
    tokenizer = Tokenizer(models.BPE(fuse_unk=True, unk_token="<unk>", byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(" ", "▁")])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    # A limited alphabet, so that the rarer scripts are made of bytes, as the rarest are in the real one.
    trainer = trainers.BpeTrainer(
        vocab_size=3000,
        limit_alphabet=700,
        special_tokens=[*SPECIALS, *(f"<0x{byte:02X}>" for byte in range(256))],
        show_progress=False,
        max_token_length=12,
    )
    words = [w for many in SENTENCES.values() for s in many for w in ([s, *s.split()] * 2)]
    tokenizer.train_from_iterator(words, trainer)
    parts = json.loads(tokenizer.to_str())["model"]
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in parts["merges"]]
    fast = Siglip2Tokenizer(vocab=parts["vocab"], merges=merges, padding_side="right", model_max_length=LENGTH)
    fast._tokenizer.post_processor = processors.TemplateProcessing(
        single="$A <eos>", special_tokens=[("<eos>", fast.eos_token_id)]
    )
    fast.save_pretrained(MODEL)


class Tower(torch.nn.Module):
    """One tower with the outputs the ONNX repositories name."""

    def __init__(self, tower: torch.nn.Module):
        super().__init__()
        self.tower = tower

    def forward(self, value: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        out = self.tower(value)
        return out.last_hidden_state, out.pooler_output


def build_model(vocabulary: int) -> SiglipModel:
    torch.manual_seed(20261123)
    tower = dict(hidden_size=HIDDEN, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4)
    config = SiglipConfig(
        text_config=dict(vocab_size=vocabulary, max_position_embeddings=LENGTH, projection_size=HIDDEN, pad_token_id=0, eos_token_id=1, bos_token_id=2, **tower),
        vision_config=dict(image_size=SIZE, patch_size=16, **tower),
    )
    model = SiglipModel(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1 and "embedding" not in name and "probe" not in name:
                weight.mul_(SPREAD)
        model.text_model.embeddings.token_embedding.weight.mul_(2)
        model.vision_model.embeddings.patch_embedding.weight.mul_(2)
        model.logit_scale.fill_(4.7)
        model.logit_bias.fill_(-16.5)
    return model


def export(model: SiglipModel) -> None:
    (MODEL / "onnx").mkdir()
    examples = {
        "text": (model.text_model, torch.ones(2, LENGTH, dtype=torch.int64), "input_ids"),
        "vision": (model.vision_model, torch.zeros(2, 3, SIZE, SIZE), "pixel_values"),
    }
    for name, (tower, example, argument) in examples.items():
        outputs = ["last_hidden_state", "pooler_output"]
        torch.onnx.export(
            Tower(tower), (example,), MODEL / "onnx" / f"{name}_model.onnx", input_names=[argument], output_names=outputs,
            dynamic_axes={key: {0: "batch_size"} for key in [argument, *outputs]}, opset_version=17, dynamo=False,
        )  # fmt: skip


def write_json(name: str, value: object) -> None:
    (FIXTURES / name).write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")


def numbers(vectors: torch.Tensor) -> list[list[float]]:
    return [[float(f"{x:.7g}") for x in row] for row in vectors.tolist()]


def spread(name: str, vectors: torch.Tensor) -> None:
    unit = torch.nn.functional.normalize(vectors, dim=-1)
    cosines = (unit @ unit.T)[~torch.eye(len(unit), dtype=bool)]
    print(f"{name}: cosine between different inputs {cosines.min():.3f} to {cosines.max():.3f}, mean {cosines.mean():.3f}")


@torch.no_grad()
def main() -> None:
    shutil.rmtree(FIXTURES, ignore_errors=True)
    (FIXTURES / "images").mkdir(parents=True)
    MODEL.mkdir()
    train_tokenizer()
    tokenizer = Siglip2Tokenizer.from_pretrained(MODEL)
    model = build_model(len(tokenizer))
    model.config.save_pretrained(MODEL)
    (MODEL / "preprocessor_config.json").write_text(json.dumps({
        "do_convert_rgb": True, "do_normalize": True, "do_rescale": True, "do_resize": True,
        "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "image_processor_type": "SiglipImageProcessor",
        "processor_class": "SiglipProcessor", "resample": 2, "rescale_factor": 1 / 255,
        "size": {"height": SIZE, "width": SIZE},
    }, indent=2) + "\n")  # fmt: skip
    logits = {"logit_scale": model.logit_scale.item(), "logit_bias": model.logit_bias.item()}
    (MODEL / "logits.json").write_text(json.dumps({**logits, "source": "random weights"}, indent=2) + "\n")
    export(model)

    texts = golden_strings()
    encode = lambda some: tokenizer(some, padding="max_length", truncation=True, max_length=LENGTH, return_tensors="pt")["input_ids"]  # noqa: E731
    ids = encode(texts)
    trimmed = [row[: max((i + 1 for i, x in enumerate(row) if x != 0), default=0)] for row in ids.tolist()]
    write_json("tokens.json", {"length": LENGTH, "texts": [{"text": t, "ids": i} for t, i in zip(texts, trimmed)]})

    some = [many[0] for many in SENTENCES.values()] + ["", "🏔️", "mountain " * 80]
    text_vectors = model.text_model(encode(some)).pooler_output
    spread("texts", text_vectors)
    write_json("text_vectors.json", [{"text": t, "vector": v} for t, v in zip(some, numbers(text_vectors))])

    processor = AutoImageProcessor.from_pretrained(MODEL)
    print("image processor:", type(processor).__name__)
    names = draw(FIXTURES / "images")
    pixels = torch.cat([processor(Image.open(FIXTURES / "images" / n), return_tensors="pt")["pixel_values"] for n in names])
    image_vectors = model.vision_model(pixels).pooler_output
    spread("images", image_vectors)
    # The pixels themselves of two pictures, for the tower alone: bytes, from which the processor's numbers follow.
    exact = {}
    for n, p in list(zip(names, pixels))[:2]:
        rgb = ((p * 0.5 + 0.5) * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()
        Image.fromarray(rgb).save(FIXTURES / f"pixels-{Path(n).stem}.png", optimize=True)
        again = (torch.from_numpy(np.array(rgb)).permute(2, 0, 1).float() / 255 - 0.5) / 0.5
        exact[f"pixels-{Path(n).stem}.png"] = numbers(model.vision_model(again[None]).pooler_output)[0]
    write_json("image_vectors.json", {"files": dict(zip(names, numbers(image_vectors))), "pixels": exact})
    print("bytes:", sum(f.stat().st_size for f in FIXTURES.rglob("*") if f.is_file()))


if __name__ == "__main__":
    main()
