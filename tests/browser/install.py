"""Makes sure there is a Chromium and a Chinese font: `python -m tests.browser.install`. Says so when it cannot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


def executable() -> str | None:
    """The browser to test with: the system's, or the one playwright fetched."""
    return next((found for name in NAMES if (found := shutil.which(name))), None) or _fetched()


def _fetched() -> str | None:
    folder = Path.home() / ".cache" / "ms-playwright"
    return next((str(path) for path in sorted(folder.glob("chromium-*/chrome-linux*/chrome"))), None)


def install() -> bool:
    """Install by Debian's packages as root, by playwright elsewhere. True when there is a browser afterwards."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
            subprocess.run(["apt-get", *command], env=environment, check=False, stdout=subprocess.DEVNULL)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return executable() is not None


if __name__ == "__main__":
    if not executable() and not install():
        sys.exit(
            "无法安装 Chromium，tests/browser 不能运行。"
            "Chromium could not be installed: the tests in tests/browser cannot run."
        )
