"""Prints what must be told about the work of others in the image: each library, its licence, and the texts that come with it."""
import json
import re
import sys
import zipfile
from pathlib import Path

TEXT = re.compile(r"^(META-INF/)?[\w.-]*(licen[cs]e|notice|copying)[\w.-]*$", re.IGNORECASE)
RULE = "=" * 100


def licences(component):
    found = []
    for entry in component.get("licenses", []):
        licence = entry.get("license", {})
        found.append(entry.get("expression") or licence.get("id") or licence.get("name"))
    return found


def texts_in(jar):
    with zipfile.ZipFile(jar) as archive:
        for name in sorted(archive.namelist()):
            if TEXT.match(name):
                yield name, archive.read(name).decode("utf-8", "replace").strip()


def texts_of(component, image, kept):
    """From its jar; where that has none, the text that is kept here under the library's name."""
    jar = image / "lib" / f"{component['name']}-{component['version']}.jar"
    texts = list(texts_in(jar))
    own = kept / f"{component['name']}.txt"
    if own.exists():
        texts.append((own.name, own.read_text().strip()))
    return texts


def section(component, texts, told):
    yield RULE
    yield f"{component['group']}:{component['name']} {component['version']}"
    yield "Licence: " + ", ".join(licences(component))
    for name, text in texts:
        yield f"--- {name}"
        first = told.setdefault(text, f"{component['name']} {component['version']}")
        yield text if first.startswith(component["name"] + " ") else f"The same text as of {first}, above."
    yield ""


def main(bom_file, image, kept):
    bom = json.loads(Path(bom_file).read_text())
    image = Path(image)
    libraries = [c for c in bom["components"] if c["type"] == "library" and c["group"] != "io.zentinelproxy"]
    jars = {f"{c['name']}-{c['version']}.jar" for c in libraries}
    unknown = sorted(jar.name for jar in (image / "lib").glob("*.jar") if jar.name not in jars and not jar.name.startswith("proxy-"))
    unlicensed = [c["name"] for c in libraries if not licences(c)]
    if unknown or unlicensed:
        sys.exit(f"not in the SBOM: {unknown}; without a licence there: {unlicensed}")
    print("Zentinel is licensed under the Apache License 2.0 (docs/LICENSE). It contains the work of others, as follows.")
    print("The Java runtime in runtime/ is OpenJDK, under the GNU General Public License 2 with the Classpath Exception;")
    print("its licences and notices, and those of what it contains, are in runtime/legal.\n")
    told = {}
    for component in sorted(libraries, key=lambda c: (c["group"], c["name"])):
        print("\n".join(section(component, texts_of(component, image, Path(kept)), told)))


main(*sys.argv[1:])
