"""The page of one run, from all that the run knows."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import keras
import tensorflow as tf
from markupsafe import Markup

from trainer.config import RunConfig, flag_of
from trainer.contract.schema import Schema
from trainer.curves.learning_curves import Curves
from trainer.evaluate.ranked_rows import RankedRows
from trainer.record_folder import RecordFolder
from trainer.report import curve_charts, page
from trainer.report.data_rates import rates
from trainer.report.model_drawing import draw
from trainer.report.model_picture import outside, picture

HEADLINE = (
    *(("auc", 4), ("pr_auc", 4), ("logloss", 4), ("normalized_entropy", 4)),
    ("calibration", 3),
)
# The others stand behind a line that opens.
SHOWN_FEATURES = 12


def run_page(
    config: RunConfig,
    metrics: Mapping[str, Any],
    ranked: RankedRows,
    curves: Curves,
    folders: Mapping[str, RecordFolder],
    schema: Schema,
    graph: tf.Graph,
    model: keras.Model,
) -> bytes:
    """Returns the bytes of `report.html`.

    Args:
      config: of the run.
      metrics: as `metrics.json` has them.
      ranked: the evaluate rows by score.
      curves: of the training.
      folders: `train` and `evaluate` records.
      schema: resolved.
      graph: of the scores.
      model: trained.
    """
    boxes = picture(graph, model)
    return page.render(
        "run.jinja",
        metrics=metrics,
        data=schema.name,
        headline=HEADLINE,
        charts=list(_charts(metrics, ranked, curves)),
        largest_decile=max(
            max(each["predicted"], each["actual"])
            for each in metrics["calibration_deciles"]
        ),
        shown_features=SHOWN_FEATURES,
        largest_loss=max(
            (each["logloss_lost"] for each in metrics["importance"]["features"]),
            default=0,
        ),
        parameters=sum(box.parameters for box in boxes)
        + sum(size for _, size in outside(model, boxes)),
        outside=list(outside(model, boxes)),
        drawing=draw(boxes),
        variables=[
            (box.name, name, "×".join(map(str, shape)), math.prod(shape))
            for box in boxes
            for name, shape in box.variables.items()
        ],
        folders=[_folder(folder, metrics) for folder in folders.values()],
        rates=list(rates(schema, folders.get("train"), folders["evaluate"])),
        flags=list(_flags(config)),
    )


def _charts(
    metrics: Mapping[str, Any], ranked: RankedRows, curves: Curves
) -> Iterator[tuple[str, Markup]]:
    if svg := curve_charts.learning(curves):
        yield "Learning", svg
    classes = ranked.by_score()
    if metrics["auc"] is not None:
        yield "ROC", curve_charts.roc(classes)
        rate = metrics["positive_rate"]
        yield "Precision and recall", curve_charts.precision_recall(classes, rate)
    deciles = metrics["calibration_deciles"]
    yield "Calibration", curve_charts.calibration(deciles)


def _folder(folder: RecordFolder, metrics: Mapping[str, Any]) -> Mapping[str, Any]:
    manifest = folder.manifest
    return {
        "kind": manifest.kind,
        "directory": str(folder.directory),
        "rows": folder.rows,
        "rejected": manifest.counts.rejected,
        "files": len(folder.files),
        "digest": metrics["identity"][f"{manifest.kind} data"],
    }


def _flags(config: RunConfig) -> Iterator[tuple[str, str]]:
    for name, value in asdict(config).items():
        shown = ", ".join(map(str, value)) if isinstance(value, tuple) else value
        yield flag_of(name), "" if shown is None else str(shown)
