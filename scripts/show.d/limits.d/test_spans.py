import unittest

from spans import worst


class WorstTest(unittest.TestCase):
    def test_a_burst_counts_whole(self):
        self.assertEqual(worst([1.0] * 50, 100), 50)

    def test_what_the_rate_gives_is_no_burst(self):
        self.assertAlmostEqual(worst([n / 100 for n in range(1000)], 100), 1)

    def test_a_burst_behind_a_quiet_time_counts_alone(self):
        self.assertAlmostEqual(worst([0.0, *([10.0] * 20)], 100), 20)


if __name__ == "__main__":
    unittest.main()
