"""Run with: python3 -m unittest discover scripts/show.d/tls.d"""

import unittest

import findings_of_testssl as found

GOOD = {"id": "TLS1_3", "severity": "OK", "finding": "offered with final"}


class FindingsTest(unittest.TestCase):
    def test_low_passes_and_medium_does_not(self):
        low, medium = ({"id": "x", "severity": severity, "finding": ""} for severity in ("LOW", "MEDIUM"))
        self.assertEqual(found.above_low([GOOD, low]), [])
        self.assertEqual(found.above_low([GOOD, low, medium]), [medium])

    def test_a_scan_that_saw_nothing_good_misses_the_bar(self):
        self.assertEqual(found.above_low([])[0]["severity"], "FATAL")
        self.assertEqual(found.above_low([{"id": "x", "severity": "WARN", "finding": "no answer"}])[0]["id"], "scan")

    def test_what_is_offered_is_told_and_other_good_news_is_not(self):
        text = found.table([GOOD, {"id": "heartbleed", "severity": "OK", "finding": "not vulnerable"},
                            {"id": "LUCKY13", "severity": "LOW", "finding": "potentially"}])
        self.assertIn("| TLS1_3 | OK | offered with final |", text)
        self.assertIn("| LUCKY13 | LOW | potentially |", text)
        self.assertNotIn("heartbleed", text)


if __name__ == "__main__":
    unittest.main()
