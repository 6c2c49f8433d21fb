"""Run with: python3 -m unittest discover scripts/show.d/chaos.d"""

import unittest

import answers

TEXT = """10.000000 900 200 a -
10.100000 1100 200 b -
10.300000 400 503 - 1
10.200000 700000 200 a -
10.400000 20 refused - -
"""


class AnswersTest(unittest.TestCase):
    def setUp(self):
        self.answers = answers.parse(TEXT)

    def test_failures_are_counted_by_their_reasons(self):
        self.assertEqual(self.answers.failed(), {"503": 1, "refused": 1})
        self.assertEqual(answers.reasons(self.answers.failed()), "1 503, 1 refused")
        self.assertEqual(answers.reasons(answers.parse("").failed()), "0")

    def test_a_window_holds_what_was_due_in_it_whenever_it_ended(self):
        window = self.answers.due_between(10.1, 10.3)
        self.assertEqual([one.due for one in window], [10.1, 10.2])
        self.assertEqual(window.quantile_us(1), 700000)

    def test_the_first_answer_of_an_origin_is_to_a_request_made_after_the_moment(self):
        self.assertAlmostEqual(self.answers.first_from("a", 10.05), 0.85)
        self.assertIsNone(self.answers.first_from("b", 10.15))
        self.assertAlmostEqual(self.answers.first_good(10.05), 0.0511)

    def test_half_a_line_is_an_error_and_not_an_answer(self):
        with self.assertRaises(ValueError):
            answers.parse("10.0 900 20")


if __name__ == "__main__":
    unittest.main()
