"""Run with: python3 -m unittest discover scripts/bench.d"""

import tempfile
import unittest
from pathlib import Path

import report


class ReportTest(unittest.TestCase):
    def test_what_people_wrote_around_the_table_survives_each_run(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "performance.md")
            page.write_text(f"# Performance\n\nTried by hand.\n{report.BEGIN}\nold\n{report.END}\nBelow.\n")
            report.write(page, "first")
            report.write(page, "second")
            text = page.read_text()
        self.assertTrue(text.startswith("# Performance\n\nTried by hand.\n"))
        self.assertTrue(text.endswith("\nBelow.\n"))
        self.assertIn("second", text)
        self.assertNotIn("first", text)
        self.assertNotIn("old", text)

    def test_a_first_run_makes_the_page(self):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "performance.md")
            report.write(page, "first")
            self.assertIn("first", page.read_text())


if __name__ == "__main__":
    unittest.main()
