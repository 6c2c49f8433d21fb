"""Run with: python3 -m unittest discover scripts/bench.d"""

import unittest

import load

SUMMARY = """
finished in 2.28s, 43895.13 req/s, 52.91MB/s
requests: 100000 total, 100000 started, 100000 done, 99990 succeeded, 10 failed, 0 errored, 0 timeout
status codes: 99990 2xx, 0 3xx, 0 4xx, 10 5xx
traffic: 120.54MB (126400000) total, 18.02MB (18900000) headers (space savings 0.00%), 97.66MB (102400000) data
"""


class LoadTest(unittest.TestCase):
    def test_summary_is_read_to_the_last_octet(self):
        answers = load.parse(SUMMARY, [100] * 98 + [900, 2000], 100000)
        self.assertEqual((answers.ok, answers.content_octets), (99990, 102400000))
        self.assertAlmostEqual(answers.per_second, 43895.13)
        self.assertEqual((answers.p50_us, answers.p99_us), (100, 900))

    def test_streams_are_of_http_2_and_without_them_it_is_http_1(self):
        many = load.Load("/", 1, 10, 100, secure=True, streams=50)._command(1, "log")
        self.assertIn("50", many[many.index("-m") + 1])
        self.assertNotIn("--h1", many)
        self.assertIn("--h1", load.Load("/", 1, 10, 100, secure=True)._command(1, "log"))

    def test_turns_that_a_late_answer_held_up_count_as_having_waited(self):
        self.assertEqual(load.waiting_included([10, 350, 20], 100), [10, 350, 250, 150, 20])
        self.assertEqual(load.waiting_included([99, 100, 199], 100), [99, 100, 199])

    def test_no_summary_is_a_failure_not_a_zero(self):
        with self.assertRaises(load.LoadFailed):
            load.parse("Connection refused", [], 1)


if __name__ == "__main__":
    unittest.main()
