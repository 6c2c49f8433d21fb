"""Run with: python3 -m unittest discover scripts/show.d/chaos.d"""

import unittest

import crowd
import proxy

WRK = """Running 5s test @ http://127.0.0.1:18080/
  1 threads and 4 connections
  Latency Distribution
     50%   42.00us
     99%    1.25ms
  405787 requests in 5.10s, 59.21MB read
"""
ERRORS = "  Socket errors: connect 0, read 12, write 0, timeout 1\n  Non-2xx or 3xx responses: 3\n"
H2LOAD = """finished in 107.94ms, 222.34 req/s, 17.41KB/s
requests: 200 total, {} started, 24 done, {} succeeded, 176 failed, 176 errored, 0 timeout
status codes: {} 2xx, 0 3xx, 0 4xx, {} 5xx
"""


class CrowdTest(unittest.TestCase):
    def test_wrk_tells_its_failures_by_kind(self):
        told = crowd.of_wrk(WRK + ERRORS)
        self.assertEqual(told, crowd.Counted(405787, {"read": 12, "timeout": 1, "status": 3}, 1250.0))
        self.assertFalse(crowd.of_wrk(WRK).failed)

    def test_what_h2load_never_sent_did_not_fail(self):
        self.assertEqual(crowd.of_h2load(H2LOAD.format(24, 24, 24, 0), "1\t200\t350\n"), (24, {}, [350]))

    def test_a_wrong_answer_to_h2load_did(self):
        self.assertEqual(crowd.of_h2load(H2LOAD.format(24, 22, 22, 2), "")[1], {"status": 2})

    def test_a_tool_without_a_summary_is_an_error(self):
        for reader in (crowd.of_wrk, lambda text: crowd.of_h2load(text, "")):
            with self.assertRaises(ValueError):
                reader("unable to connect to 127.0.0.1:1 Connection refused\n")


class MetricsTest(unittest.TestCase):
    def test_samples_are_read_with_their_labels(self):
        text = '# HELP x y\n# TYPE x gauge\nx{upstream="u",target="127.0.0.1:1"} 1\nx_sum 2.5\n'
        self.assertEqual(proxy.parse(text), {'x{upstream="u",target="127.0.0.1:1"}': 1.0, "x_sum": 2.5})

    def test_changes_of_a_sample_are_found_from_a_moment_on(self):
        seen = proxy.Seen([(1.0, 1), (2.0, 0), (3.5, 1), (4.0, 0), (6.0, 1)])
        self.assertEqual(seen.first(0, 1.5), 0.5)
        self.assertEqual(seen.first(1, 5.0), 1.0)
        self.assertIsNone(seen.first(0, 4.5))
        self.assertEqual(seen.count(1, 1.5, 5.0), 1)


if __name__ == "__main__":
    unittest.main()
