"""Run with: python3 -m unittest discover scripts/bench.d"""

import unittest
from types import SimpleNamespace

import counted
from load import Answers, Load

LOAD = Load("/1k.bin", 10, 1, 4)
GOOD = Answers(4, 4, 40, 1.0)
PROXY = SimpleNamespace(name="ours", log=None)


class CountedTest(unittest.TestCase):
    def test_what_the_origin_has_not_seen_was_not_proxied(self):
        self.assertIsNone(counted._void(PROXY, LOAD, GOOD, 4))
        self.assertIn("the origin saw 3 of 4", counted._void(PROXY, LOAD, GOOD, 3))

    def test_an_origin_that_does_not_count_leaves_log_and_content_as_proof(self):
        self.assertIsNone(counted._void(PROXY, LOAD, GOOD, None))
        self.assertIn("39 octets", counted._void(PROXY, LOAD, Answers(4, 4, 39, 1.0), None))
        logging = SimpleNamespace(name="ours", log="access.log", log_lines=lambda expected: 3)
        self.assertIn("3 log lines for 4", counted._void(logging, LOAD, GOOD, None))


if __name__ == "__main__":
    unittest.main()
