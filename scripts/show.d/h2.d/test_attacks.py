"""Run with: python3 -m unittest discover scripts/show.d/h2.d"""

import itertools
import unittest

import scene  # noqa: F401 - puts the benchmark's modules on the path
from attacks import ATTACKS
from origins import MODES

import http2


class Numbers:
    def __init__(self):
        self._next = itertools.count(1, 2)

    def stream(self):
        return next(self._next)


def frames_of(octets):
    found = []
    while octets:
        length = int.from_bytes(octets[:3], "big")
        found.append(http2.Frame(octets[3], octets[4], int.from_bytes(octets[5:9], "big"), octets[9:9 + length]))
        octets = octets[9 + length:]
    return found


class AttacksTest(unittest.TestCase):
    def test_each_counts_the_frames_that_it_sends(self):
        for name, attack in ATTACKS.items():
            for octets, frames, *_ in itertools.islice(attack.waves(Numbers()), 3):
                self.assertEqual(len(frames_of(octets)), frames, name)

    def test_no_frame_is_larger_than_a_peer_must_take(self):
        for name, attack in ATTACKS.items():
            for octets, *_ in itertools.islice(attack.waves(Numbers()), 3):
                self.assertLessEqual(max((len(one.payload) for one in frames_of(octets)), default=0), 16384, name)

    def test_made_you_reset_never_resets_itself(self):
        for name in [name for name in ATTACKS if name.startswith("made you reset")]:
            octets, *_ = next(ATTACKS[name].waves(Numbers()))
            self.assertNotIn(http2.RST_STREAM, [one.kind for one in frames_of(octets)], name)


class ModesTest(unittest.TestCase):
    def test_what_is_whole_is_right_for_none(self):
        for name, mode in MODES.items():
            self.assertFalse(mode.right("3 x 200"), name)
            self.assertFalse(mode.right("2 x 502; 1 x 200"), name)
            self.assertTrue(mode.right("3 x 502"), name)

    def test_an_answer_that_has_begun_may_be_broken_off(self):
        self.assertTrue(MODES["resets amid its answer"].right("3 x broken, curl 92"))
        self.assertFalse(MODES["no status"].right("3 x broken, curl 92"))


if __name__ == "__main__":
    unittest.main()
