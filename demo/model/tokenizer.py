"""The tokenizer: BPE with byte fallback, of the kind that SigLIP-2 takes from Gemma, trained on our own captions.

Same rules as there: lower case, blanks become "▁", specials <pad> 0, <eos> 1, <bos> 2, <unk> 3, a closing <eos>,
64 tokens padded with 0; a longer text keeps its first 63 tokens and gets the <eos> in place of the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

LENGTH = 64
PAD, EOS = 0, 1
SPECIALS = ['<pad>', '<eos>', '<bos>', '<unk>', '<mask>']
BYTES = [f'<0x{value:02X}>' for value in range(256)]
# Enough that every word of the grammar is one to three pieces; the embedding table is the larger part of the text tower.
VOCAB_SIZE = 7000


def train_tokenizer(texts: Iterable[str]) -> Tokenizer:
    """A tokenizer whose merges are learned from `texts`."""
    learner = Tokenizer(models.BPE(byte_fallback=True, unk_token='<unk>', fuse_unk=True))
    learner.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(' ', '▁')])
    # Merges stay inside a word while learning. Afterwards no merge crosses a "▁", so the saved tokenizer needs no such split.
    learner.pre_tokenizer = pre_tokenizers.Split(Regex('▁'), 'merged_with_next')
    trainer = trainers.BpeTrainer(
        vocab_size=VOCAB_SIZE - len(BYTES), special_tokens=SPECIALS, limit_alphabet=1200, min_frequency=2, show_progress=False
    )
    learner.train_from_iterator(texts, trainer)
    learned = json.loads(learner.to_str())['model']
    pieces = sorted(learned['vocab'], key=learned['vocab'].get)
    pieces = SPECIALS + BYTES + [piece for piece in pieces if piece not in SPECIALS]
    tokenizer = Tokenizer(
        models.BPE(
            vocab={piece: index for index, piece in enumerate(pieces)},
            merges=[tuple(merge) for merge in learned['merges']],
            byte_fallback=True,
            unk_token='<unk>',
            fuse_unk=True,
        )
    )
    tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(' ', '▁')])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(' ', 'merged_with_previous')
    tokenizer.decoder = decoders.Sequence([decoders.Replace('▁', ' '), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.post_processor = processors.TemplateProcessing(
        single='$A <eos>', pair='$A <eos> $B <eos>', special_tokens=[('<eos>', EOS)]
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIALS])
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str], length: int = LENGTH) -> np.ndarray:
    """Texts -> token ids, int64 [texts, length]; `length` 0 means: as long as the longest text needs, at most 64."""
    rows = [encoding.ids for encoding in tokenizer.encode_batch_fast(texts)]
    rows = [row if len(row) <= LENGTH else row[: LENGTH - 1] + [EOS] for row in rows]
    ids = np.full((len(rows), length or max(map(len, rows))), PAD, np.int64)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
    return ids


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes tokenizer.json and the tokenizer_config.json that goes with it."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / 'tokenizer.json'), pretty=False)
    config = {
        'tokenizer_class': 'GemmaTokenizer',
        'add_bos_token': False,
        'add_eos_token': True,
        'do_lower_case': True,
        'model_max_length': LENGTH,
        'padding_side': 'right',
        'pad_token': '<pad>',
        'eos_token': '<eos>',
        'bos_token': '<bos>',
        'unk_token': '<unk>',
    }
    (folder / 'tokenizer_config.json').write_text(json.dumps(config, indent=2) + '\n')
