"""Prints what must be told about the work of others in the image: each library, its licence, and the texts that come with it.
Ends with 1 when a jar of the image is not in the SBOM, or a library has no licence there, or one whose text we do not have."""

import json
import re
import sys
import zipfile
from pathlib import Path

OURS = "io.zentinelproxy"
TEXT = re.compile(r"^(META-INF/)?[\w.-]*(licen[cs]e|notice|copying)[\w.-]*$", re.IGNORECASE)
RULE = "=" * 100
HEAD = """Zentinel is licensed under the Apache License 2.0 (LICENSE). It contains the work of others, as follows.
The Java runtime in runtime/ is OpenJDK, under the GNU General Public License 2 with the Classpath Exception; its
licences and notices, and those of what it contains, are in runtime/legal. The native libraries of brotli4j contain Brotli,
Copyright (c) 2009, 2010, 2013-2016 by the Brotli Authors, under the MIT licence.
"""


def licences(component):
    entries = [entry.get("license", entry) for entry in component.get("licenses", [])]
    return [entry.get("id") or entry.get("expression") or entry.get("name") for entry in entries]


def jar_name(component):
    return f"{component['name']}-{component['version']}.jar"


def texts_in(jar):
    with zipfile.ZipFile(jar) as archive:
        for name in sorted(archive.namelist()):
            if TEXT.match(name):
                yield name, archive.read(name).decode("utf-8", "replace").strip()


class Notices:
    """Texts are told once; where one comes again, it is said of which library it was told."""

    def __init__(self, image, kept):
        self._lib, self._kept = image / "lib", kept
        self._told = {"Apache-2.0": "LICENSE"}

    def section(self, component):
        yield RULE
        yield f"{component['group']}:{component['name']} {component['version']}"
        yield "Licence: " + ", ".join(licences(component))
        texts = list(texts_in(self._lib / jar_name(component)))
        for name, text in texts:
            yield f"--- {name}"
            yield self._once(text, text, f"{component['name']} {component['version']}")
        if not texts:
            yield from self._standard(component)
        yield ""

    def _standard(self, component):
        """For a jar without a text: who made it, and the licence's own text."""
        homes = {link["url"] for link in component.get("externalReferences", []) if link["type"] == "vcs"}
        yield f"Copyright: the authors of {component['name']}; " + ", ".join(sorted(homes))
        for licence in licences(component):
            file = self._kept / licence
            if file.exists() or licence in self._told:
                yield f"--- {licence}"
                yield self._once(licence, file.exists() and file.read_text().strip(), component["name"])
            elif licence != "Public Domain":
                sys.exit(f"{jar_name(component)} brings no text of its licence {licence}: put it into {self._kept}")

    def _once(self, key, text, where):
        if key in self._told:
            return f"The same text as in {self._told[key]}."
        self._told[key] = where
        return text


def libraries(bom, image):
    found = [c for c in bom["components"] if c["type"] == "library" and c["group"] != OURS]
    jars = {jar_name(component) for component in found}
    unknown = [jar.name for jar in (image / "lib").glob("*.jar") if jar.name not in jars and not jar.name.startswith("proxy-")]
    unlicensed = [component["name"] for component in found if not licences(component)]
    if unknown or unlicensed:
        sys.exit(f"not in the SBOM: {unknown}; without a licence there: {unlicensed}")
    return sorted(found, key=lambda component: (component["group"], component["name"]))


def main(bom_file, image, kept):
    bom = json.loads(Path(bom_file).read_text())
    notices = Notices(Path(image), Path(kept))
    print(HEAD)
    for component in libraries(bom, Path(image)):
        print("\n".join(notices.section(component)))


main(*sys.argv[1:])
