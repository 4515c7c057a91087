"""How the columns of a Criteo-like log are distributed, and what each does to a click.

Cardinalities and missing rates follow published figures of the Criteo 2014 set.
Quantiles, head frequencies and tail exponents were fitted to a small sample of it:
aggregates only, no row and no value of it is copied.
"""

from typing import NamedTuple

PROBABILITIES = (0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0)
"""Where the quantiles of an integer column are given."""


class Integer(NamedTuple):
    """One integer column.

    Attributes:
        quantiles: Values at `PROBABILITIES`; between them, log(1 + value) is linear.
        shared: The chance that a row takes the quantile all its columns share.
        missing: The chance that the value is missing.
        missing_group: Columns of one group are missing together.
        slope: Effect on the logit of one standard deviation of log(1 + value).
        missing_effect: Effect on the logit when the value is missing.
    """

    quantiles: tuple[float, ...]
    shared: float
    missing: float
    missing_group: int
    slope: float
    missing_effect: float


class Categorical(NamedTuple):
    """One categorical column.

    Attributes:
        cardinality: How many values there are.
        exponent: The tail's power law: P(rank) ~ rank ** -exponent.
        head: The probabilities of the most frequent values; the tail has the rest.
        missing: The chance that the value is missing.
        missing_group: Columns of one group are missing together.
        deviation: Standard deviation of the values' effects on the logit.
        group: Columns of one group may share a quantile.
        shared: The chance that a row takes the quantile of the group.
    """

    cardinality: int
    exponent: float
    head: tuple[float, ...]
    missing: float
    missing_group: int
    deviation: float
    group: int = 0
    shared: float = 0


# fmt: off
INTEGERS = (
    Integer((0, .5, 1.3, 3.6, 9.5, 42, 105, 5775),
            .4, .45, 0, .2, -.15),
    Integer((0, .8, 3.5, 37, 181, 2165, 3573, 257675),
            .1, 0, 1, 0, 0),
    Integer((.8, 2, 6, 19, 50, 315, 3150, 65535),
            .3, .21, 2, -.08, -.1),
    Integer((0, 2, 4, 10, 19, 44, 93, 969),
            .5, .21, 3, -.05, .05),
    Integer((0, 383, 2598, 10379, 32901, 313190, 745733, 23159456),
            .4, .026, 4, -.25, .2),
    Integer((0, 9, 38, 121, 325, 1582, 3940, 431037),
            .4, .22, 5, -.32, -.25),
    Integer((0, 1, 3, 11, 31, 197, 727, 56311),
            .5, .04, 6, .26, -.2),
    Integer((0, 2, 7, 20, 35, 48, 70, 6047),
            .4, .0005, 7, -.08, 0),
    Integer((0, 10, 41, 122, 302, 1199, 3140, 29019),
            .5, .04, 6, 0, 0),
    Integer((0, .6, .999, 1.6, 1.97, 3.2, 4.5, 11),
            .4, .45, 0, .12, 0),
    Integer((0, .95, 1.6, 3.3, 6.4, 24, 52, 231),
            .5, .04, 6, .22, 0),
    Integer((0, .3, .7, 1.02, 2.3, 16, 42, 4008),
            .1, .76, 8, .05, -.05),
    Integer((0, 2, 5, 12, 25, 71, 305, 7393),
            .5, .21, 3, -.18, 0),
)

CATEGORICALS = (
    Categorical(1460, 1.9, (
        .4993, .1707, .0839, .0488, .0339, .0223, .0172, .0147), 0, 0, .1),
    Categorical(583, 1.81, (
        .123, .0545, .0379, .0371, .0338, .0336, .0297, .0262), 0, 0, .1, 2, .3),
    Categorical(10_131_227, 1.017, (
        .044, .0264, .0215, .014, .0138, .0103, .0101, .0092), .034, 1, .25, 0, .7),
    Categorical(2_202_608, 1.096, (
        .0582, .0577, .0284, .0174, .0138, .0134, .0103, .0094), .034, 1, .25, 1, .5),
    Categorical(305, 2.46, (
        .6705, .1536, .0636, .0338, .0213, .0128, .0091, .0064), 0, 0, .1),
    Categorical(24, 1.5, (
        .5034, .2298, .163, .0421, .0385, .0227), .12, 2, .15),
    Categorical(12_517, 1.073, (
        .0094, .0086, .007, .007, .0069, .0066, .0066, .0065), 0, 0, .25, 2, .3),
    Categorical(633, 2.29, (
        .5925, .1676, .0756, .0409, .0261, .0165, .0133, .009), 0, 0, .08),
    Categorical(3, 1, (
        .8879, .1117), 0, 0, .3),
    Categorical(93_145, 1.127, (
        .2583, .0109, .0096, .0064, .0063, .0058, .0057, .0051), 0, 0, .12),
    Categorical(5683, 1.201, (
        .0179, .0171, .0143, .0141, .0112, .0084, .0084, .0074), 0, 0, .2, 2, .4),
    Categorical(8_351_593, 1.032, (
        .044, .0264, .0215, .014, .0138, .0138, .0103, .0101), .034, 1, .15, 0, .7),
    Categorical(3194, 1.186, (
        .0191, .0187, .0159, .0143, .0116, .0112, .011, .0107), 0, 0, .2),
    Categorical(27, 2.5, (
        .3508, .3437, .1598, .0381, .0243, .0212, .0178, .0117, .0074,
        .0068, .0051, .0038), 0, 0, .2),
    Categorical(14_992, 1.309, (
        .0159, .0127, .0113, .0103, .0091, .0078, .0076, .0076), 0, 0, .2, 2, .4),
    Categorical(5_461_306, 1.069, (
        .044, .0264, .0215, .014, .0138, .0138, .0103, .0101), .034, 1, .15, 0, .7),
    Categorical(10, 1, (
        .4416, .1271, .1215, .0787, .0604, .0438, .0435, .0431, .04), 0, 0, .35),
    Categorical(5652, 1.481, (
        .0427, .033, .0287, .0214, .0176, .0163, .0153, .0153), 0, 0, .2, 2, .3),
    Categorical(2173, 1.287, (
        .5844, .0351, .0173, .0145, .011, .0099, .0088, .0076), .44, 3, .15),
    Categorical(4, 1, (
        .344, .3362, .3196), .44, 3, .15),
    Categorical(7_046_547, 1.049, (
        .044, .0264, .0215, .014, .0138, .0138, .0103, .0101), .034, 1, .1, 0, .7),
    Categorical(18, 1.5, (
        .5613, .3507, .035, .0337, .0159, .002, .001), .76, 4, .25),
    Categorical(15, 1, (
        .4384, .2002, .1107, .0691, .0673, .0487, .0306, .0143, .009,
        .0051, .0044, .002), 0, 0, .2),
    Categorical(286_181, 1.183, (
        .0651, .0651, .0648, .06, .0376, .0221, .0156, .0104), .034, 1, .2, 1, .5),
    Categorical(105, 2.6, (
        .2845, .1962, .1193, .0765, .0547, .0488, .0406, .0355), .44, 3, .15),
    Categorical(142_572, 1.144, (
        .0865, .0303, .0278, .0215, .0209, .0192, .0191, .0155), .44, 3, .2, 1, .3),
)
# fmt: on
