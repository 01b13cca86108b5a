"""Succeeds when Playwright's own Chromium is here and starts (it may lack libraries of the system)."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    own = Path(playwright.chromium.executable_path)
if not own.exists():
    sys.exit(1)
sys.exit(subprocess.run([own, "--version"], check=False, capture_output=True).returncode)
