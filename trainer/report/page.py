"""Pages of one file from templates: every value is text, whatever stands in it."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

# So much of a value stands in a table.
CHARACTERS = 60


def render(template: str, **values: Any) -> bytes:
    """Returns the bytes of a page.

    Args:
      template: a file of this package.
      values: what it shows.
    """
    css = (files(__package__) / "page.css").read_text().replace("\n", "")
    page = _environment().get_template(template).render(css=Markup(css), **values)
    return page.encode()


def number(value: float | None, digits: int) -> str:
    """Returns a number with so many digits behind the point; nothing for None."""
    return "" if value is None else f"{value:,.{digits}f}"


def count(value: int) -> str:
    """Returns a whole number, its thousands apart."""
    return f"{value:,}"


def share(value: float | None, digits: int = 2) -> str:
    """Returns a share in percent; nothing for None."""
    return "" if value is None else f"{100 * value:.{digits}f} %"


def ends(interval: Sequence[float], digits: int) -> str:
    """Returns both ends of an interval."""
    low, high = interval
    return f"{low:.{digits}f} – {high:.{digits}f}"


def short(text: str) -> str:
    """Returns a text, or so much of it as has room."""
    return text if len(text) <= CHARACTERS else f"{text[:CHARACTERS]}…"


def slice_name(document: Mapping[str, Any]) -> str:
    """Returns how a slice is called that is not of one categorical value."""
    kind = document["kind"]
    if kind == "range":
        return _between(document["from"], document["below"])
    names = {"missing": "missing", "unseen": "unseen values"}
    return names.get(kind) or f"{document['values']:,} other values"


def _between(least: float | None, below: float | None) -> str:
    if least is None:
        return "every number" if below is None else f"below {below:g}"
    return f"{least:g} and more" if below is None else f"{least:g} to below {below:g}"


def box_text(box: Any) -> str:
    """Returns what stands in the box of a layer below its name."""
    parts = ["×".join(_width(width) for width in box.shape)] if box.shape else []
    if box.parameters:
        parts.append(f"{box.parameters:,} parameters")
    return ", ".join(parts)


def _width(width: int | None) -> str:
    return "…" if width is None else str(width)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("trainer", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = (number, count, share, ends, short, slice_name, box_text)
    environment.filters |= {function.__name__: function for function in shown}
    return environment
