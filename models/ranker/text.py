"""The sentence as the ranking reads it: the mean-pooled vector inside the shipped sentence model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor

import onnx
from models.data import PictureSet
from models.features import text_vectors, tokenizer
from models.ranker.sentences import Sentence, of, plain, unrelated
from models.ranker.sets import attributes

TEXT = Path(__file__).parents[1] / "onnx" / "podium-text.onnx"


def tensor_name() -> str:
    """Of the vector [B, 384] that the projection of `podium-text.onnx` reads."""
    (name,) = [
        node.input[0] for node in onnx.load(TEXT).graph.node if node.op_type == "Sub" and "head.inputs.mean" in node.input
    ]
    return name


def appended() -> bytes:
    """Bytes that, put behind those of `podium-text.onnx`, make it give the vector as a second output.

    The parts of a protobuf message may be written one after another: a second `graph` with one output is merged into the
    first. The shipped file stays as it is, and one session answers both questions.
    """
    output = onnx.helper.make_tensor_value_info(tensor_name(), onnx.TensorProto.FLOAT, ["batch", 384])
    return onnx.ModelProto(graph=onnx.GraphProto(output=[output])).SerializeToString()


class SentenceRun:
    """A session whose only answer is the sentence vector [B, 384]."""

    def __init__(self) -> None:
        self.name = tensor_name()
        self.session = ort.InferenceSession(TEXT.read_bytes() + appended(), providers=["CPUExecutionProvider"])

    def run(self, _: None, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        return self.session.run([self.name], feed)


@dataclass
class Words:
    """All sentences with the sentence trunk's vectors [S, 384] and, per attribute and direction, which may be trained with."""

    sentences: list[Sentence]
    vectors: Tensor
    captions: Tensor

    def pick(self, attribute: str, direction: int, known: bool | None = True) -> list[int]:
        return [i for i, s in enumerate(self.sentences)
                if s.attribute == attribute and s.direction == direction and known in (None, s.known)]  # fmt: skip


def sentence_table(data: Path, cache: Path) -> Words:
    """Vectors before the sentence model's projection; captions stand for sentences that describe and do not order."""
    sentences = [s for a in attributes() for s in of(a)] + unrelated()
    captions = [row.captions[0] for row in PictureSet(data, "flickr8k").rows()][:2400]
    path, texts = cache / "ranker-text.npz", [plain(text) for text in [*(s.text for s in sentences), *captions]]
    if not path.exists() or np.load(path)["texts"].tolist() != texts:
        np.savez(path, texts=np.array(texts), vectors=trunk_vectors(texts))
    vectors = torch.tensor(np.load(path)["vectors"])
    return Words(sentences, vectors[: len(sentences)], vectors[len(sentences) :])


def trunk_vectors(texts: list[str]) -> np.ndarray:
    """The shipped sentence model's mean-pooled vectors [S, 384].

    Its projection to 512 numbers was trained on captions and keeps little of "oldest" against "youngest": new paraphrases
    are told apart in 65 % of the cases with it, in 92 % without.
    """
    return text_vectors(SentenceRun(), [plain(text) for text in texts], tokenizer())
