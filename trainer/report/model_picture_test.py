import keras
import pytest
import tensorflow as tf

from trainer import config, inputs, models
from trainer.evaluation import Evaluator
from trainer.record_folder import open_labelled
from trainer.report.model_drawing import draw
from trainer.report.model_picture import outside, picture


def boxes_of(golden, name):
    folder = open_labelled(golden.evaluate)
    folders = (f"--train-dir={golden.train}", f"--eval-dir={golden.evaluate}")
    flags = ["--job-dir=j", *folders, f"--model={name}", "--hidden-units=8,8"]
    model = models.build(config.parse(flags), folder.schema)
    if not model.built:
        model.build()
    batches = inputs.evaluate_batches(folder, 4)
    return picture(Evaluator(model, batches, lambda: None).graph(), model), model


def branching(config, schema):
    """A user's own model, of two layers side by side."""
    ids = keras.Input((2,), dtype="int64", name="ids")
    numeric = keras.Input((2,), name="numeric")
    left = keras.layers.Dense(3, name="left")(numeric)
    right = keras.layers.Embedding(9, 2, name="right")(ids)
    both = keras.layers.Concatenate(name="both")(
        [left, keras.layers.Flatten(name="flat")(right)]
    )
    logit = keras.layers.Dense(1, name="top")(both)
    return keras.Model({"ids": ids, "numeric": numeric}, logit)


def test_boxes_are_the_layers_with_their_parameters_in_the_order_of_the_data(golden):
    boxes, model = boxes_of(golden, "dcn-v2")
    levels = {box.name: box.level for box in boxes}
    assert levels["ids"] < levels["numbers"] < levels["deep"] < levels["cross_0"]
    assert levels["cross_0"] < levels["cross_1"] < levels["logit"] < levels["logits"]
    by_name = {box.name: box for box in boxes}
    # Through a concatenation that has no box of its own.
    assert set(by_name["logit"].inputs) == {"cross_1", "hidden"}
    assert by_name["hidden"].shape == (8,)
    learnt = sum(int(tf.size(v)) for v in model.trainable_variables)
    assert learnt == sum(b.parameters for b in boxes) + sum(
        size for _, size in outside(model, boxes)
    )


def test_a_model_of_ones_own_has_its_layers(golden):
    boxes, _ = boxes_of(golden, f"{__name__}:branching")
    reads = {box.name: set(box.inputs) for box in boxes}
    assert reads["left"] == {"numeric"}
    assert reads["right"] == {"ids"}
    assert reads["both"] == {"left", "flat"}
    assert reads["logits"] == {"top"}
    assert {b.name: b.parameters for b in boxes}["right"] == 18


@pytest.mark.parametrize("name", ["linear", "dlrm"])
def test_every_arrow_of_a_drawing_goes_to_the_right(golden, name):
    drawing = draw(boxes_of(golden, name)[0])
    places = {placed.box.name: placed for placed in drawing.boxes}
    arrows = 0
    for box, x, y in drawing.boxes:
        assert 0 <= y <= drawing.height - drawing.box_height
        assert x + drawing.box_width <= drawing.width
        assert all(places[read].x < x for read in box.inputs)
        arrows += len(box.inputs)
    assert len(drawing.arrows) == arrows
