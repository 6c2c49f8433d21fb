"""Run with: python3 -m unittest discover scripts/bench.d"""

import unittest

from findings import Finding, Section, at_least, at_most
from ratios import Estimate
import report


class FindingsTest(unittest.TestCase):
    def test_verdict_of_a_cost_is_reached_from_above(self):
        self.assertEqual(at_most(1.3, 1.1).verdict(1.05), "aim reached")
        self.assertEqual(at_most(1.3, 1.1).verdict(1.3), "reached")
        self.assertEqual(at_most(1.3, 1.1).verdict(1.31), "MISSED")

    def test_verdict_of_a_rate_is_reached_from_below(self):
        self.assertEqual(at_least(0.9, 1.0).verdict(1.2), "aim reached")
        self.assertEqual(at_least(0.9, 1.0).verdict(0.95), "reached")
        self.assertEqual(at_least(0.9, 1.0).verdict(0.89), "MISSED")

    def test_the_median_is_judged_not_the_interval(self):
        self.assertEqual(Finding("cpu", Estimate(1.2, 1.0, 1.4, 20), at_most(1.3)).verdict(), "reached")

    def test_a_void_row_shows_its_reason_and_no_figure(self):
        text = report.markdown([Section("1k-64", "1 KB", void="nginx: 3 log lines for 4 requests",
                                        findings=[Finding("cpu", 1.0, at_most(1.3))])], [], "")
        self.assertIn("void: nginx: 3 log lines for 4 requests", text)
        self.assertNotIn("reached", text)


if __name__ == "__main__":
    unittest.main()
