import json
import subprocess
import sys

import pytest

from trainer.placement import Accelerator, device_for

# One CPU as two devices, the second of which stands for a GPU of so much memory: the
# table of weights, 10 rows of 4 bytes and two slots, has room there, the one of
# embeddings, of rows 16 times as long, has not.
PROGRAM = """
import json, sys
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
device = tf.config.LogicalDeviceConfiguration()
tf.config.set_logical_device_configuration(cpu, [device, device])
from trainer import compilation, config, models, placement
from trainer.models.few_rows import ROW
from trainer.record_folder import open_labelled

folder = sys.argv[1]
parsed = config.parse(["--job-dir=j", f"--train-dir={folder}", "--eval-dir=e",
                       "--numbers=log"])

def trained():
    model = models.build(parsed, open_labelled(parsed.train_dir).schema)
    compilation.compile_model(model, parsed)
    step = tf.function(model.train_step)
    for _ in range(3):
        step((ROW, tf.constant([1.0]), tf.constant([1.0])))
    return model

def devices(variables):
    return {v.path: v.value.device[-5:] for v in variables if "table" in v.path}

alone = trained()
placement.accelerator = lambda: placement.Accelerator("/CPU:1", 1000)
with tf.device("/CPU:1"):
    both = trained()
print(json.dumps({
    "tables": devices(both.weights),
    "slots": devices(both.optimizer.all_variables),
    "others": sorted({v.value.device[-5:] for v in both.hidden.weights}),
    "same": all(
        (one.numpy() == other.numpy()).all()
        for one, other in zip(alone.weights, both.weights, strict=True)
    ),
}))
"""


@pytest.mark.parametrize(("memory", "device"), [(428, "/CPU:0"), (429, "/GPU:0")])
def test_a_table_and_two_slots_have_seven_tenths_of_the_memory(memory, device):
    # 3 * 100 / .7 are 428.6.
    assert device_for(100, Accelerator("/GPU:0", memory)) == device


def test_a_table_that_has_no_room_stays_on_the_host_and_learns_the_same(golden):
    command = [sys.executable, "-c", PROGRAM, str(golden.train)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    devices = {path.split("/")[-2]: device for path, device in seen["tables"].items()}
    assert devices == {"wide": "CPU:1", "deep_16": "CPU:0"}
    for path, device in seen["slots"].items():
        assert device == ("CPU:1" if "wide_table" in path else "CPU:0"), path
    assert len(seen["slots"]) == 3
    assert seen["others"] == ["CPU:1"]
    assert seen["same"]
