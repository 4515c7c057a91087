"""The closing table of a run: what each stage did, how good the model is."""

from rich.console import Console
from rich.table import Table

from deploy.local.figures import Figures
from deploy.local.run_folder import RunFolder


def show(figures: Figures, folder: RunFolder, console: Console) -> None:
    """Prints the closing table.

    Args:
        figures: Of the run.
        folder: Where its outputs lie.
        console: Where to print it.
    """
    for table in (_stages(figures, folder), _results(figures, folder)):
        console.print()
        console.print(table)


def _stages(figures: Figures, folder: RunFolder) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("stage")
    for name in ("seconds", "rows", "rows/s"):
        table.add_column(name, justify="right")
    table.add_column("output", overflow="fold")
    outputs = _outputs(figures, folder)
    rows = _rows(figures)
    made = figures.origin.made
    for stage, seconds in figures.seconds.items():
        if stage == "generate" and made is None:
            continue
        handled = rows.get(stage)
        count = f"{handled:,}" if handled else ""
        rate = f"{handled / seconds:,.0f}" if handled and seconds else ""
        cells = (f"{seconds:.1f}", count, rate, outputs.get(stage, ""))
        name = made if stage == "generate" else stage.replace("_", " ")
        table.add_row(name, *cells)
    table.add_row("all", f"{sum(figures.seconds.values()):.1f}", style="bold")
    return table


def _rows(figures: Figures) -> dict[str, int]:
    """Rows through each stage; in training, those of all epochs."""
    rows = figures.rows
    prepared = {f"prepare_{m}": n for m, n in rows.items() if m != "rejected"}
    passes = {
        "train": figures.metrics["rows_taken"],
        "evaluate": rows["evaluate"],
        "predict": rows["predict"],
    }
    return {"generate": sum(prepared.values()), **prepared, **passes}


def _outputs(figures: Figures, folder: RunFolder) -> dict[str, str]:
    return {
        "generate": str(folder.data),
        "prepare_train": f"{folder.records('train')}, {folder.artifacts}",
        "prepare_evaluate": str(folder.records("evaluate")),
        "prepare_predict": str(folder.records("predict")),
        "train": str(folder.job),
        "evaluate": str(folder.job / "metrics.json"),
        "export": str(figures.model),
        "predict": str(folder.predictions),
    }


def _results(figures: Figures, folder: RunFolder) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    table.add_row(
        "rows", ", ".join(f"{n:,} {mode}" for mode, n in figures.rows.items())
    )
    table.add_row("vocabulary", _vocabulary(figures))
    table.add_row("AUC", _auc(figures))
    table.add_row("logloss", _logloss(figures))
    table.add_row("summary", str(folder.summary))
    return table


def _vocabulary(figures: Figures) -> str:
    schema = figures.schema
    sizes = {c.name: schema.vocabulary_size(c.name) for c in schema.categorical}
    if not sizes:
        return "no categorical column"
    largest = max(sizes, key=sizes.__getitem__)
    columns = "1 column" if len(sizes) == 1 else f"{len(sizes)} columns"
    return (
        f"{sum(sizes.values()):,} values in {columns}, "
        f"{sizes[largest]:,} in the largest, {largest}"
    )


def _auc(figures: Figures) -> str:
    auc, bayes = figures.metrics["auc"], figures.origin.bayes_auc
    if auc is None:
        return "none: the evaluate rows have one class"
    best = f" (the best possible, Bayes, is {bayes:.4f})" if bayes else ""
    return f"{auc:.4f}{best}"


def _logloss(figures: Figures) -> str:
    logloss, base = (figures.metrics[name] for name in ("logloss", "base_logloss"))
    rate = figures.metrics["positive_rate"]
    beside = f"always answering the base rate, {rate:.4f}, gives {base:.4f}"
    return f"{logloss:.4f} ({beside})"
