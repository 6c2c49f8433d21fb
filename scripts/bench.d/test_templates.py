"""Run with: python3 -m unittest discover scripts/bench.d"""

import tempfile
import unittest
from pathlib import Path

import templates


class TemplatesTest(unittest.TestCase):
    def test_each_place_gets_its_value(self):
        self.assertEqual(templates.fill("@HOST@:@PORT@ @HOST@ @OTHER@", HOST="a", PORT=80), "a:80 a @OTHER@")

    def test_a_file_knows_its_folder(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "to").mkdir()
            (folder / "one.conf").write_text("in @FOLDER@ at @PORT@")
            path = templates.write(folder / "one.conf", folder / "to", PORT=1)
            self.assertEqual((path, path.read_text()), (folder / "to/one.conf", f"in {folder}/to at 1"))


if __name__ == "__main__":
    unittest.main()
