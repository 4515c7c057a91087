import re
from html.parser import HTMLParser

import pytest

from trainer.report import page
from trainer.report.charts import chart
from trainer.report.model_drawing import draw
from trainer.report.model_picture import Box

HOSTILE = '</td><script>alert("1")</script>&amp;\u202e'


class Strict(HTMLParser):
    """Notes every element that is opened and closed, and refuses one left open."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            loads = name in ("src", "href", "xlink:href") and value
            assert not loads or value.startswith("#"), (tag, name, value)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in ("meta", "br"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def parsed(html):
    reader = Strict()
    reader.feed(html)
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def golden_page(golden_run):
    return (golden_run.job / "report.html").read_text()


def test_the_page_loads_nothing_and_runs_nothing(golden_page):
    reader = parsed(golden_page)
    assert reader.tags.isdisjoint({"script", "img", "link", "iframe", "object"})
    assert re.findall(r"url\((?!#)", golden_page) == []
    assert "default-src 'none'" in golden_page


def test_the_page_shows_the_run(golden_page, golden_run):
    text = " ".join(" ".join(parsed(golden_page).text).split())
    figures = golden_run.metrics
    assert f"{figures['auc']:.4f} auc" in text
    assert "13 evaluate rows" in text
    for what in ("Learning", "ROC", "Precision and recall", "Calibration"):
        assert what in text
    # The layers, with the table of 4 sites, 4 groups and the bins of two numbers.
    for layer in ("numeric", "ids", "numbers", "deep", "wide", "hidden", "logits"):
        assert f" {layer} " in text, layer
    for flag in ("--embedding-dimension 4", "--hidden-units 8, 8", "--seed 0"):
        assert flag in text
    for column in ("hour", "price", "site", "ad-group"):
        assert text.count(f" {column} ") >= 2, column


def test_charts_take_the_colours_of_the_page(golden_page):
    charts = re.findall(r"<svg xmlns:xlink.*?</svg>", golden_page, re.DOTALL)
    assert len(charts) == 4
    for svg in charts:
        assert "var(--bar)" in svg
        assert re.findall(r"#[0-9a-f]{6}\b", svg) == []


def test_a_hostile_label_in_a_chart_is_text():
    with chart("x", HOSTILE, 3, 2) as made:
        made.axes.plot([1, 2], [1, 2], label=f"$\\frac{HOSTILE}")
        made.axes.legend()
    reader = parsed(f"<p>{made.svg}</p>")
    assert "script" not in reader.tags
    assert HOSTILE in "".join(reader.text)


def test_numbers_and_slices_as_text():
    assert page.number(None, 3) == page.share(None) == ""
    assert (page.number(1234.5678, 2), page.share(0.12345)) == ("1,234.57", "12.35 %")
    ranges = [(None, None), (None, 2.0), (2.0, 5.5), (5.5, None)]
    names = [
        page.slice_name({"kind": "range", "from": low, "below": high})
        for low, high in ranges
    ]
    assert names == ["every number", "below 2", "2 to below 5.5", "5.5 and more"]
    assert page.slice_name({"kind": "rest", "values": 1500}) == "1,500 other values"
    assert page.short("x" * 61) == "x" * 60 + "…"


def test_a_hostile_value_of_a_slice_is_text(golden_run):
    hostile = {"kind": "value", "value": HOSTILE, "rows": 1}
    metrics = {**golden_run.metrics, "slices": {HOSTILE: [hostile]}}
    found = page.render(
        "run.jinja",
        **dict.fromkeys(("largest_decile", "largest_loss", "parameters"), 1),
        **dict.fromkeys(("headline", "charts", "outside", "variables"), ()),
        **dict.fromkeys(("folders", "rates", "flags"), ()),
        metrics=metrics,
        data=HOSTILE,
        shown_features=1,
        drawing=draw([Box("logits", 0, (), None, {}, 0)]),
    )
    reader = parsed(found.decode())
    assert "script" not in reader.tags
    # In the title and the heading, as the feature and as its value.
    assert "".join(reader.text).count('<script>alert("1")</script>') == 4
