"""Trains the offline classifier's model: `./run python -m tests.corpora.classification.train`.

Multinomial logistic regression, learnt one example at a time with AdaGrad; what is kept is the mean of the later
rounds, which depends less on the order of the examples. Pure Python with a fixed seed: the same corpus and features
always give the same file, byte for byte.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

from rejoinder.domain.sentiment import PRECEDENCE
from rejoinder.infrastructure.offline_ai.features import SCALES, evidence
from rejoinder.infrastructure.offline_ai.model import BUCKETS, FILE, Model, bucket, softmax, unpacked
from rejoinder.infrastructure.offline_ai.rules import find, utterance
from tests.corpora.classification.augment import varied
from tests.corpora.classification.corpus import Example, examples, fingerprint
from tests.corpora.classification.measure import Score

EPOCHS = 12
RATE = 0.5
DECAY = 1e-3
"""How much of a weight is forgotten each time its feature is seen."""
BALANCE = 0.85
"""How far rare verdicts are made up for: 1 gives every verdict the same weight."""
_NOT_WORTH_LEARNING = 5e-3
_COUNT = len(PRECEDENCE)
_PLACE = {sentiment: place for place, sentiment in enumerate(PRECEDENCE)}

Row = tuple[list[tuple[int, float]], int, float]


def row_of(example: Example, families: frozenset[str] = frozenset(SCALES)) -> list[tuple[int, float]]:
    """The example's features by their place; of what the rules were written for, without their findings."""
    case = utterance(example.said, example.ours, example.medium)
    told = families - {"rules"} if example.is_known else families
    return [(bucket(name), value) for name, _, value in evidence(case, find(case), told)]


def learn(rows: Sequence[Row], seed: int = 7, epochs: int = EPOCHS) -> tuple[dict[int, list[float]], list[float]]:
    """Weights by bucket, and one bias per verdict."""
    weights: dict[int, list[float]] = {}
    squares: dict[int, list[float]] = {}
    biases, bias_squares = [0.0] * _COUNT, [1e-2] * _COUNT
    order = list(range(len(rows)))
    chance = random.Random(seed)
    summed: dict[int, list[float]] = {}
    for epoch in range(epochs):
        chance.shuffle(order)
        for number in order:
            features, wanted, importance = rows[number]
            held = [
                (weights.setdefault(key, [0.0] * _COUNT), squares.setdefault(key, [1e-2] * _COUNT), value)
                for key, value in features
            ]
            sums = list(biases)
            for row, _, value in held:
                sums = [total + weight * value for total, weight in zip(sums, row, strict=True)]
            errors = softmax(sums)
            errors[wanted] -= 1.0
            active = [
                (index, error * importance) for index, error in enumerate(errors) if abs(error) > _NOT_WORTH_LEARNING
            ]
            for row, square, value in held:
                for index, error in active:
                    step = error * value + DECAY * row[index]
                    square[index] += step * step
                    row[index] -= RATE * step / sqrt(square[index])
            for index, error in active:
                bias_squares[index] += error * error
                biases[index] -= 0.1 * error / sqrt(bias_squares[index])
        if epoch >= epochs // 2:
            for key, row in weights.items():
                into = summed.setdefault(key, [0.0] * _COUNT)
                for index, weight in enumerate(row):
                    into[index] += weight
    rounds = epochs - epochs // 2
    return {key: [total / rounds for total in row] for key, row in summed.items()}, biases


def packed(weights: dict[int, list[float]]) -> tuple[array[int], float]:
    """The weights as signed bytes, and what one step of them is worth."""
    scale = max(abs(weight) for row in weights.values() for weight in row) / 127
    table = array("b", bytes(BUCKETS * _COUNT))
    for key, row in weights.items():
        for index, weight in enumerate(row):
            table[key * _COUNT + index] = round(weight / scale)
    return table, scale


def model_of(weights: dict[int, list[float]], biases: list[float], temperature: float = 1.0) -> Model:
    """The model as it will be read from its file."""
    return Model(unpacked(*packed(weights)), biases, temperature)


def rows_of(some: Sequence[Example], families: frozenset[str] = frozenset(SCALES)) -> list[Row]:
    counts = Counter(example.sentiment for example in some)
    mean = len(some) / len(counts)
    return [
        (row_of(example, families), _PLACE[example.sentiment], (mean / counts[example.sentiment]) ** BALANCE)
        for example in some
    ]


def cross_validate(
    families: frozenset[str], folds: int, *, variations: bool
) -> tuple[Score, list[tuple[list[float], int]]]:
    """Every example judged by a model that never saw it."""
    result, sums = Score(), []
    everything = examples()
    for fold in range(folds):
        seen = [example for example in everything if example.fold % folds != fold]
        unseen = [example for example in everything if example.fold % folds == fold]
        model = model_of(*learn(rows_of([*seen, *(varied(seen) if variations else ())], families)))
        for example in unseen:
            if example.is_known:
                continue
            case = utterance(example.said, example.ours, example.medium)
            opinion = model.weigh(evidence(case, find(case), families))
            result.confusion[example.sentiment, opinion.sentiment] += 1
            sums.append(([log(max(share, 1e-9)) for share in opinion.shares], _PLACE[example.sentiment]))
    return result, sums


def best_temperature(sums: Sequence[tuple[list[float], int]]) -> float:
    """What makes the stated shares come true on unseen examples (least log loss)."""

    def loss(temperature: float) -> float:
        return sum(-log(max(softmax([s / temperature for s in each])[wanted], 1e-9)) for each, wanted in sums)

    return min((number / 20 for number in range(10, 61)), key=loss)


def rules_alone() -> Score:
    result = Score()
    for example in examples():
        if example.is_known:
            continue
        case = utterance(example.said, example.ours, example.medium)
        result.confusion[example.sentiment, find(case).sentiment] += 1
    return result


def write(weights: dict[int, list[float]], biases: list[float], temperature: float) -> None:
    table, scale = packed(weights)
    stored = {
        "corpus": fingerprint(),
        "temperature": temperature,
        "scale": scale,
        "biases": [round(bias, 6) for bias in biases],
        "weights": base64.b85encode(zlib.compress(table.tobytes(), 9)).decode(),
    }
    FILE.write_text(json.dumps(stored) + "\n", encoding="ascii")


def stored_fingerprint() -> str:
    """The corpus that the shipped model was trained on."""
    return str(json.loads(FILE.read_text(encoding="ascii"))["corpus"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compare", action="store_true", help="cross-validate rules, words and both; write nothing")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--temperature", type=float, default=0.0, help="use this one; 0 measures it first")
    given = parser.parse_args()
    if given.compare:
        print("rules alone      ", f"{rules_alone().macro_f1:.3f}")
        for name, families in (
            ("words and letters", frozenset(SCALES) - {"rules"}),
            ("rules' findings", frozenset({"rules", "context"})),
            ("all of it", frozenset(SCALES)),
        ):
            print(f"{name:18}", f"{cross_validate(families, given.folds, variations=True)[0].macro_f1:.3f}", flush=True)
        return
    families = frozenset(SCALES)
    temperature = given.temperature or best_temperature(cross_validate(families, given.folds, variations=True)[1])
    everything = examples()
    write(*learn(rows_of([*everything, *varied(everything)], families)), temperature)
    print(f"{len(everything)} examples, temperature {temperature}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
