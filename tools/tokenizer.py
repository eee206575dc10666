"""Trains and applies the tokenizer: CLIP's byte-level BPE with `</w>`, learnt from the captions, English and Chinese.

Differences from CLIP's: the vocabulary is small, and every Chinese character is a word of its own, so that a sentence
without spaces does not become one token.
"""

import json
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from captions import caption
from text_encoder import TOKENS
from world import random_scene

BOS, EOS = "<|startoftext|>", "<|endoftext|>"
WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[一-鿿]|(?:(?![一-鿿])\p{L})+|\p{N}|[^\s\p{L}\p{N}]+"
MAX_VOCABULARY = 4096


def train_tokenizer(folder, captions=20000, seed=1):
    rng = np.random.default_rng(seed)
    corpus = [caption(rng, random_scene(rng), language) for _ in range(captions) for language in ("en", "zh")]
    tokenizer = Tokenizer(models.BPE(unk_token=EOS, continuing_subword_prefix="", end_of_word_suffix="</w>"))
    # A Chinese keyboard types full-width commas and stops; the captions are written with the plain ones.
    width = [normalizers.Replace("，", ","), normalizers.Replace("。", ".")]
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), *width, normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(WORDS), behavior="removed", invert=True),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    # The alphabet is given in both forms (inside and at the end of a word), so that no text is ever unknown.
    letters = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=MAX_VOCABULARY - len(letters) - 2, min_frequency=2, initial_alphabet=letters, end_of_word_suffix="</w>",
                                  show_progress=False)
    tokenizer.train_from_iterator(corpus, trainer)
    learnt = json.loads(tokenizer.to_str())
    merges = learnt["model"]["merges"]
    tokens = sorted(letters) + [letter + "</w>" for letter in sorted(letters)] + ["".join(pair) for pair in merges]
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    for special in (BOS, EOS):
        vocabulary[special] = len(vocabulary)
    learnt["model"]["vocab"] = vocabulary
    learnt["added_tokens"] = [{"id": vocabulary[t], "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": t == BOS, "special": True}
                              for t in (BOS, EOS)]
    learnt["post_processor"] = {"type": "RobertaProcessing", "sep": [EOS, vocabulary[EOS]], "cls": [BOS, vocabulary[BOS]], "trim_offsets": False,
                                "add_prefix_space": False}
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(learnt, ensure_ascii=False, indent=1), encoding="utf-8")
    config = {"tokenizer_class": "CLIPTokenizer", "model_max_length": TOKENS, "bos_token": BOS, "eos_token": EOS, "unk_token": EOS, "pad_token": EOS,
              "add_prefix_space": False, "do_lower_case": True, "errors": "replace", "clean_up_tokenization_spaces": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


class CaptionTokenizer:
    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        self.size = self.tokenizer.get_vocab_size()
        self.eos = self.tokenizer.token_to_id(EOS)

    def __call__(self, texts, length=TOKENS):
        """-> int32 [len(texts), length]: BOS, words, EOS, then EOS as padding."""
        rows = np.full((len(texts), length), self.eos, dtype=np.int32)
        for row, encoding in zip(rows, self.tokenizer.encode_batch(list(texts))):
            ids = encoding.ids[:length]
            row[:len(ids)] = ids
            row[-1] = self.eos
        return rows

    def offsets(self, text):
        """[(start, end), ...]: the characters of each token; special tokens have none."""
        return self.tokenizer.encode(text).offsets
