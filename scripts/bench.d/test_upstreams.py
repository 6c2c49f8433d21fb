"""Run with: python3 -m unittest discover scripts/bench.d"""

import re
import unittest

import upstreams


class ManyUpstreamsTest(unittest.TestCase):
    def test_each_has_two_targets_and_a_route_and_no_target_is_there_twice(self):
        text = upstreams.many_upstreams(10_000)
        targets = re.findall(r'target "127\.(\d+)\.(\d+)\.(\d+):8080"', text)
        self.assertEqual(len(set(targets)), 20_000)
        self.assertTrue(all(0 <= int(part) <= 255 for target in targets for part in target))
        self.assertNotIn(("0", "0", "1"), targets)
        self.assertEqual(len(re.findall(r'    route "many-\d+"', text)), 10_000)
        self.assertEqual(len(re.findall(r'    upstream "many-\d+" {', text)), 10_000)


if __name__ == "__main__":
    unittest.main()
