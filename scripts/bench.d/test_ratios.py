"""Run with: python3 -m unittest discover scripts/bench.d"""

import unittest

import ratios


class RatiosTest(unittest.TestCase):
    def test_median_of_an_odd_and_an_even_number_of_values(self):
        self.assertEqual(ratios.median([3, 1, 2]), 2)
        self.assertEqual(ratios.median([4, 1, 3, 2]), 2.5)

    def test_nothing_has_no_median(self):
        with self.assertRaises(ValueError):
            ratios.median([])

    def test_percentile_is_the_nearest_rank(self):
        hundred = list(range(1, 101))
        self.assertEqual(ratios.percentile(hundred, 0.5), 50)
        self.assertEqual(ratios.percentile(hundred, 0.99), 99)
        self.assertEqual(ratios.percentile([7], 0.99), 7)

    def test_a_disturbance_that_hits_both_of_a_pair_cancels_out(self):
        nginx = [10.0, 10.0, 50.0, 10.0, 20.0]
        ours = [value * 1.2 for value in nginx]
        found = ratios.paired(ours, nginx)
        self.assertAlmostEqual(found.median, 1.2)
        self.assertAlmostEqual(found.low, 1.2)
        self.assertAlmostEqual(found.high, 1.2)

    def test_a_difference_is_taken_pair_by_pair(self):
        self.assertEqual(ratios.differences([5, 105, 7], [3, 103, 5]).median, 2)
        with self.assertRaises(ValueError):
            ratios.differences([1], [])

    def test_interval_holds_the_median_and_is_repeatable(self):
        values = [1.0, 1.1, 0.9, 1.3, 1.2, 0.8, 1.05, 1.15]
        found = ratios.estimate(values)
        self.assertLessEqual(found.low, found.median)
        self.assertLessEqual(found.median, found.high)
        self.assertEqual(found, ratios.estimate(values))

    def test_interval_covers_the_true_median_about_95_times_in_100(self):
        import random
        draw = random.Random(1)
        resamples, ratios.RESAMPLES = ratios.RESAMPLES, 400
        try:
            inside = sum(e.low <= 1.0 <= e.high
                         for e in (ratios.estimate([draw.gauss(1.0, 0.1) for _ in range(20)]) for _ in range(200)))
        finally:
            ratios.RESAMPLES = resamples
        self.assertGreater(inside, 175)

    def test_unequal_numbers_are_no_pairs(self):
        with self.assertRaises(ValueError):
            ratios.paired([1.0], [1.0, 2.0])


if __name__ == "__main__":
    unittest.main()
