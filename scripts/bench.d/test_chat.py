"""Run with: python3 -m unittest discover scripts/bench.d"""

import hashlib
import json
import unittest

import chat
import conversation
import load


class ChatTest(unittest.TestCase):
    def test_both_ways_are_one_kilobyte_of_json(self):
        for text in (conversation.QUESTION, conversation.ANSWER):
            self.assertEqual(len(text), 1024)
        self.assertIn("messages", json.loads(conversation.QUESTION))
        self.assertEqual(json.loads(conversation.ANSWER)["usage"]["total_tokens"], 328)

    def test_the_answer_stands_between_single_quotes_of_nginx(self):
        for sign in "'$\\":
            self.assertNotIn(sign, conversation.ANSWER)

    def test_the_key_that_is_presented_is_the_one_of_the_file(self):
        self.assertIn(hashlib.sha256(conversation.KEY.encode()).hexdigest(), conversation.KEYS)

    def test_content_is_posted_with_its_fields(self):
        row = chat.ChatCost("", 64, 3000, None, None)
        command = row._load("/x")._command(1, "log", "file")
        self.assertEqual(command[command.index("-d") + 1], "file")
        self.assertIn(f"authorization: Bearer {conversation.KEY}", command)
        self.assertNotIn("-d", load.Load("/x", 1, 1, 1)._command(1, "log"))

    def test_a_fixed_rate_is_spread_over_more_connections(self):
        row = chat.ChatCost("", 64, 3000, None, None)
        self.assertEqual(row._load("/x", 3000).connections, 256)


if __name__ == "__main__":
    unittest.main()
