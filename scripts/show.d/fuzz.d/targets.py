"""The fuzz targets: classes of proxy-core's tests that are named *FuzzTest, each with one fuzz test."""

import re
from dataclasses import dataclass
from pathlib import Path

JAVA = Path("proxy-core/src/test/java")
SEEDS = Path("proxy-core/src/test/resources")


@dataclass(frozen=True)
class Target:
    """A fuzz test."""

    class_name: str
    seeds: Path

    @property
    def name(self):
        return self.class_name.rpartition(".")[2].removesuffix("FuzzTest")


def all_of(root):
    """In the order of their names."""
    return sorted((_target(root, file) for file in (root / JAVA).rglob("*FuzzTest.java")), key=lambda one: one.name)


def _target(root, file):
    place = file.relative_to(root / JAVA).with_suffix("")
    method = re.search(r"@FuzzTest.*?\bvoid (\w+)\(", file.read_text(), re.DOTALL).group(1)
    return Target(".".join(place.parts), root / SEEDS / place.parent / (place.name + "Inputs") / method)
