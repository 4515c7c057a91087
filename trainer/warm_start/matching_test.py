"""Crosses, widths and models of one's own, of which a golden run has none."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from trainer import config, grown_dataset, models
from trainer.contract import artifacts
from trainer.contract.errors import ContractError
from trainer.contract.feature_tables import FeatureTables
from trainer.contract.schema import Cross
from trainer.export.tables_file import tables_of
from trainer.models.conftest import FLAGS
from trainer.warm_start import finished_run, same_model
from trainer.warm_start.matching import Matching

SAME, OTHER = Cross(("site", "ad-group"), 7), Cross(("site",), 3)


def tables(schema, *crosses):
    parsed = config.parse([*FLAGS, "--model=linear"])
    model = models.build(parsed, replace(schema, crosses=crosses))
    model.build()
    return tables_of(model, 0)


@pytest.mark.parametrize(
    ("grown", "buckets", "kept"),
    [
        (grown_dataset.extended, 7, [("site", "ad-group")]),
        (grown_dataset.extended, 8, []),
        (grown_dataset.reversed_, 7, []),
    ],
)
def test_a_cross_is_kept_where_its_ids_and_its_buckets_are(
    golden, golden_run, tmp_path, grown, buckets, kept
):
    data = grown_dataset.write(tmp_path / "data", golden, grown)
    schema = artifacts.load(golden.artifacts).schema
    before = tables(schema, OTHER, SAME)
    opened = artifacts.load(data.artifacts)
    now = tables(opened.schema, replace(SAME, buckets=buckets))
    earlier = replace(finished_run.open_run(golden_run.job), tables=before)
    matching = Matching(earlier, opened, now)
    (old,), (new,) = before.tables, now.tables
    moves = list(matching.moves(old, new))
    assert [m.owner.cross for m in moves if m.owner.feature is None] == kept
    # Of the cross alone: all rows, behind the other cross in the one table.
    for move in moves:
        if move.owner.feature is None:
            assert move.match.new.tolist() == list(range(8))
            assert move.old_first == old.rows - 8
            assert move.new_first == new.rows - 8


def test_embeddings_of_another_width_are_refused_by_their_feature(golden, golden_run):
    earlier = finished_run.open_run(golden_run.job)
    schema = artifacts.load(golden.artifacts).schema
    wide = tuple(
        replace(c, embedding_dimension=9) if c.name == "site" else c
        for c in schema.columns
    )
    parsed = config.parse(["--job-dir=j", *golden_run.flags])
    model = models.build(parsed, replace(schema, columns=wide))
    model.build()
    with pytest.raises(ContractError) as caught:
        same_model.require_same_widths(earlier, tables_of(model, 0))
    assert str(caught.value) == (
        f"{earlier.checkpoint}: embedding of site: expected 4, received 9 "
        "(--warm-start takes a run of the same model)"
    )


def test_a_model_of_ones_own_needs_ids_that_keep_their_places(golden):
    schema = artifacts.load(golden.artifacts).schema
    earlier = SimpleNamespace(checkpoint="job/checkpoints/step-8")
    parsed = config.parse([*FLAGS, "--model=towers:two"])
    with pytest.raises(ContractError) as caught:
        untold = FeatureTables(0, {}, ())
        same_model.require_known_rows(earlier, parsed, untold, schema)
    expected = "expected its own artifacts or extended ones, received others"
    told = "--model towers:two does not say which row is of which value"
    assert str(caught.value) == f"job/checkpoints/step-8: {expected}: {told}"
    same_model.require_known_rows(earlier, parsed, tables(schema), schema)
