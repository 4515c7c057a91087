from bench.train.turns import play, row


def test_each_round_begins_with_another_contestant_and_the_first_is_not_counted():
    began = []

    def contestant(name):
        def measure():
            began.append(name)
            return float(len(began))

        return measure

    figures = play({name: contestant(name) for name in "abc"}, 2)
    assert "".join(began) == "abcbcacab"
    assert figures == {"a": [6.0, 8.0], "b": [4.0, 9.0], "c": [5.0, 7.0]}


def test_the_ratio_is_the_median_of_the_rounds_not_of_the_figures():
    figures = {"ours": [10.0, 30.0, 20.0], "peer": [5.0, 10.0, 20.0]}
    made = row("it", figures, "ours", "peer", "rows/s", 1.5)
    # Ratios 2, 3 and 1; medians 20 and 10.
    assert (made.ours, made.peer, made.ratio, made.spread) == (20.0, 10.0, 2.0, 20.0)
    assert made.verdict == "met"
