"""Texts of configurations with places such as @PORT@ in them."""

from pathlib import Path


def fill(text, **values):
    """The text with the values in their places."""
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    return text


def write(template, folder, **values):
    """The path of a file in the folder, named as the template is, with the values in it; FOLDER is the folder itself."""
    template = Path(template)
    path = Path(folder) / template.name
    path.write_text(fill(template.read_text(), **{"FOLDER": folder, **values}))
    return path
