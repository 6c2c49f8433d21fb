"""Run with: python3 -m unittest discover scripts/bench.d"""

import unittest

import syscalls

TABLE = """% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 61.20    0.030600           3     10000       120 read
 38.80    0.019400           4      5000           writev
------ ----------- ----------- --------- --------- ----------------
100.00    0.050000           3     15000       120 total
"""


class SystemCallsTest(unittest.TestCase):
    def test_failed_calls_are_calls_and_the_total_is_none(self):
        self.assertEqual(syscalls.parse(TABLE), {"read": 10000, "writev": 5000})


if __name__ == "__main__":
    unittest.main()
