"""Writes a trained run as a model folder in SigLIP-2's layout, with weights stored as half floats and computed as floats.

    python -m demo.model.export --run .cache/demo-model/run --out demo/model/siglip2-demo
"""

from __future__ import annotations

import argparse
import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from .towers import DIMS, IMAGE_SIZE, TEXT_HEADS, TEXT_LAYERS, TEXT_LENGTH, DualEncoder

# A half float keeps 11 bits: the vectors move by a cosine of about 1e-6, and the files are half as large.
SMALLEST_HALVED = 256


def load_run(run: Path) -> tuple[DualEncoder, dict]:
    """The averaged model of a run, in evaluation mode, and its checkpoint's notes (peaks, about)."""
    state = torch.load(run / 'model.pt', weights_only=True)
    weights = state['model']
    model = DualEncoder(weights['text.tokens.weight'].shape[0], len(state['peaks']))
    model.load_state_dict(weights)
    return model.eval(), state


def store_halved(model: onnx.ModelProto) -> None:
    """Replaces large float weights by half floats with a cast behind them; runtimes fold the cast once while loading."""
    casts = []
    for weight in model.graph.initializer:
        if weight.data_type != TensorProto.FLOAT or int(np.prod(weight.dims)) < SMALLEST_HALVED:
            continue
        name = weight.name
        half = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f'{name}_half')
        weight.CopyFrom(half)
        casts.append(helper.make_node('Cast', [half.name], [name], name=f'{name}_cast', to=TensorProto.FLOAT))
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)


def export_tower(tower: nn.Module, example: torch.Tensor, name: str, path: Path) -> float:
    """Writes one tower; returns the least cosine between its vectors and torch's on the example."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        torch.onnx.export(
            tower, (example,), str(path), input_names=[name], output_names=['last_hidden_state', 'pooler_output'],
            dynamic_axes={name: {0: 'batch'}, 'last_hidden_state': {0: 'batch'}, 'pooler_output': {0: 'batch'}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
    model = onnx.load(path)
    store_halved(model)
    for output in model.graph.output:  # the exporter leaves some sizes open
        sizes = ['batch', DIMS] if output.name == 'pooler_output' else ['batch', (example.shape[1] if example.ndim == 2 else 49), DIMS]
        output.CopyFrom(helper.make_tensor_value_info(output.name, TensorProto.FLOAT, sizes))
    onnx.checker.check_model(model)
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    with torch.no_grad():
        expected = tower(example)[1].numpy()
    got = session.run(['pooler_output'], {name: example.numpy()})[0]
    cosine = (expected * got).sum(1) / np.linalg.norm(expected, axis=1) / np.linalg.norm(got, axis=1)
    return float(cosine.min())


def export_run(run: Path, out: Path) -> None:
    model, state = load_run(run)
    (out / 'onnx').mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    ids = torch.zeros(3, TEXT_LENGTH, dtype=torch.int64)
    ids[0, :3], ids[1, :], ids[2, :9] = torch.tensor([300, 400, 1]), 500, torch.arange(270, 279)
    text = export_tower(model.text, ids, 'input_ids', out / 'onnx/text_model.onnx')
    pixels = torch.rand(2, 3, IMAGE_SIZE, IMAGE_SIZE) * 2 - 1
    vision = export_tower(model.vision, pixels, 'pixel_values', out / 'onnx/vision_model.onnx')
    print(f'least cosine to torch: text {text:.6f}, vision {vision:.6f}')
    if min(text, vision) < 0.9999:
        raise SystemExit('The exported towers do not give the vectors of the trained ones: do not ship this folder.')
    vocab = model.text.tokens.weight.shape[0]
    config = {
        'model_type': 'siglip',
        'architectures': ['SiglipModel'],
        '_name_or_path': 'siglip2-demo',
        'text_config': {
            'model_type': 'siglip_text_model', 'hidden_size': DIMS, 'projection_size': DIMS, 'vocab_size': vocab, 'max_position_embeddings': TEXT_LENGTH,
            'num_hidden_layers': TEXT_LAYERS, 'num_attention_heads': TEXT_HEADS, 'pad_token_id': 0, 'eos_token_id': 1, 'bos_token_id': 2,
        },
        'vision_config': {'model_type': 'siglip_vision_model', 'hidden_size': DIMS, 'image_size': IMAGE_SIZE, 'patch_size': 32, 'num_channels': 3},
    }  # fmt: skip
    preprocessor = {
        'image_processor_type': 'SiglipImageProcessor', 'do_resize': True, 'size': {'height': IMAGE_SIZE, 'width': IMAGE_SIZE}, 'resample': 2,
        'do_rescale': True, 'rescale_factor': 1 / 255, 'do_normalize': True, 'image_mean': [0.5] * 3, 'image_std': [0.5] * 3, 'do_convert_rgb': True,
    }  # fmt: skip
    about = state['about']
    logits = {
        'logit_scale': round(model.logit_scale.item(), 6),
        'logit_bias': round(model.logit_bias.item(), 6),
        'source': f'learned by demo/model/train_text.py ({about["text_steps"]} steps), then fitted on renders kept out of training; logit_scale is a logarithm, as in SigLIP\'s checkpoints',
    }
    for name, content in (('config.json', config), ('preprocessor_config.json', preprocessor), ('logits.json', logits)):
        (out / name).write_text(json.dumps(content, indent=2) + '\n')
    for name in ('tokenizer.json', 'tokenizer_config.json'):
        shutil.copyfile(run / name, out / name)
    total = sum(file.stat().st_size for file in out.rglob('*') if file.is_file())
    print(f'{out}: {total / 1e6:.1f} MB')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--run', type=Path, required=True)
    parser.add_argument('--out', type=Path, default=Path(__file__).parent / 'siglip2-demo')
    args = parser.parse_args()
    export_run(args.run, args.out)
