"""Prints Maven's SBOM with what Maven does not know of: the Java runtime in the image, and its modules."""
import json
import re
import sys
from pathlib import Path


def release(runtime):
    """The JDK's own description of itself, the file `release`, as a dictionary."""
    return dict(re.findall(r'^(\w+)="(.*)"$', (runtime / "release").read_text(), re.MULTILINE))


def component(runtime):
    about = release(runtime)
    version = about["JAVA_VERSION"]
    return {
        "type": "platform",
        "bom-ref": f"pkg:generic/openjdk@{version}",
        "group": about.get("IMPLEMENTOR", "OpenJDK"),
        "name": "openjdk",
        "version": version,
        "licenses": [{"expression": "GPL-2.0-only WITH Classpath-exception-2.0"}],
        "purl": f"pkg:generic/openjdk@{version}",
        "properties": [{"name": "modules", "value": about["MODULES"]}],
    }


def main(bom_file, image):
    bom = json.loads(Path(bom_file).read_text())
    bom["components"].append(component(Path(image) / "runtime"))
    print(json.dumps(bom, indent=2, ensure_ascii=False))


main(*sys.argv[1:])
