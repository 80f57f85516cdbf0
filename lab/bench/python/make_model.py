"""Makes a model folder with random weights of SigLIP-2 base's true shape (ViT-B/16-224): same cost, no download.

    python lab/bench/python/make_model.py demo/model/siglip2-demo .cache/bench-model

The first folder lends its tokenizer, which is filled up to the real 256,000 entries. Written: config, preprocessor and
tokenizer, onnx/{text,vision}_model.onnx in fp32 and _uint8.onnx, and torch/ with the same vision weights for the plain
Python pipeline. About 2.2 GB on disk and 5 GB of memory.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import SiglipConfig, SiglipModel, SiglipVisionModel

VOCABULARY, LENGTH, SIZE = 256_000, 64, 224
# google/siglip2-base-patch16-224's config.json: 12 layers of 768, 12 heads, in both towers.
TOWER = dict(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12)


class Tower(torch.nn.Module):
    """One tower with the outputs that the ONNX repositories name."""

    def __init__(self, tower: torch.nn.Module):
        super().__init__()
        self.tower = tower

    def forward(self, value: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        out = self.tower(value)
        return out.last_hidden_state, out.pooler_output


def build() -> SiglipModel:
    torch.manual_seed(20261123)
    config = SiglipConfig(
        text_config=dict(vocab_size=VOCABULARY, max_position_embeddings=LENGTH, projection_size=768, pad_token_id=0, eos_token_id=1, bos_token_id=2, **TOWER),
        vision_config=dict(image_size=SIZE, patch_size=16, **TOWER),
    )
    return SiglipModel(config).eval()


def export(tower: torch.nn.Module, example: torch.Tensor, argument: str, path: Path) -> None:
    outputs = ['last_hidden_state', 'pooler_output']
    axes = {name: {0: 'batch_size'} for name in [argument, *outputs]}
    torch.onnx.export(
        Tower(tower), (example,), path, input_names=[argument], output_names=outputs, dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip


def quantize(path: Path, only: list[str] | None) -> None:
    """Unsigned 8-bit weights: the kind that stays exact on CPUs without VNNI."""
    quantize_dynamic(path, path.with_name(f'{path.stem}_uint8.onnx'), weight_type=QuantType.QUInt8, op_types_to_quantize=only)


def filled_tokenizer(source: Path, target: Path) -> None:
    tokenizer = json.loads((source / 'tokenizer.json').read_text())
    vocabulary = tokenizer['model']['vocab']
    for index in range(len(vocabulary), VOCABULARY):
        # As long as pieces mostly are, and nothing that anybody types: the file's size and its load are the real one's.
        vocabulary[f'\uf8ff{index:06d}'] = index
    (target / 'tokenizer.json').write_text(json.dumps(tokenizer, ensure_ascii=False))
    shutil.copy(source / 'tokenizer_config.json', target)


def main(source: Path, target: Path) -> None:
    (target / 'onnx').mkdir(parents=True, exist_ok=True)
    model = build()
    model.config.save_pretrained(target)
    shutil.copy(source / 'preprocessor_config.json', target)
    (target / 'logits.json').write_text(json.dumps({'logit_scale': 4.7, 'logit_bias': -16.5, 'source': 'random weights'}))
    filled_tokenizer(source, target)
    vision = SiglipVisionModel(model.config.vision_config).eval()
    vision.load_state_dict(model.vision_model.state_dict() if 'embeddings.patch_embedding.weight' in vision.state_dict()
                           else {f'vision_model.{name}': value for name, value in model.vision_model.state_dict().items()})  # fmt: skip
    vision.save_pretrained(target / 'torch')
    shutil.copy(source / 'preprocessor_config.json', target / 'torch')
    towers = {
        'vision': (model.vision_model, torch.zeros(1, 3, SIZE, SIZE), 'pixel_values'),
        'text': (model.text_model, torch.ones(1, LENGTH, dtype=torch.int64), 'input_ids'),
    }
    with torch.no_grad():
        for name, (tower, example, argument) in towers.items():
            path = target / 'onnx' / f'{name}_model.onnx'
            export(tower, example, argument, path)
            print(f'{path.name} is written.', flush=True)
            # The vision tower's one convolution stays exact: as integers it is slower than the rest together gains.
            quantize(path, ['MatMul', 'Gemm'] if name == 'vision' else None)
            print(f'{path.stem}_uint8.onnx is written.', flush=True)
    # Written last: a folder without it is half done.
    (target / 'complete.txt').write_text('made by lab/bench/python/make_model.py\n')


if __name__ == '__main__':
    main(Path(sys.argv[1]), Path(sys.argv[2]))
