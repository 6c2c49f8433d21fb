"""Run with: python3 -m unittest discover scripts/show.d/h2.d"""

import unittest

import h2spec

REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="5.1. Stream States" package="http2/5.1" tests="2" failures="1">
    <testcase package="http2/5.1" classname="idle: Sends a DATA frame" time="0.1"></testcase>
    <testcase package="http2/5.1" classname="closed: Sends a HEADERS frame" time="3">
      <failure>GOAWAY Frame (Error Code: STREAM_CLOSED)&#xA;Timeout</failure>
    </testcase>
  </testsuite>
</testsuites>"""


class ReportTest(unittest.TestCase):
    def test_what_failed_is_told_with_what_was_expected_and_seen(self):
        self.assertEqual(h2spec.parse(REPORT), (1, ["http2/5.1: closed: Sends a HEADERS frame: GOAWAY Frame (Error Code: STREAM_CLOSED) Timeout"]))

    def test_a_case_with_an_error_has_failed(self):
        self.assertEqual(h2spec.parse(REPORT.replace("failure>", "error>").replace("<failure", "<error"))[0], 1)


if __name__ == "__main__":
    unittest.main()
