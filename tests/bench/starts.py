"""From the command to a usable page: the first start with an export to make, and a warm one."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from onyx_app import frontend
from onyx_app.config import PROJECT
from tests.bench.figure import Figure, at
from tests.serving import free_port


def run() -> list[Figure]:
    home = Path(tempfile.mkdtemp(prefix="onyx-start-"))
    try:
        if found := frontend.exported():
            shutil.rmtree(found)
        cold = _start(home)
        warm = [_start(home) for _ in range(5)]
    finally:
        shutil.rmtree(home, ignore_errors=True)
    size = "onyx demo, sample agencies, until /readyz and /sign-in answer"
    return [
        Figure("start_cold_s", cold, "s", None, f"{size}; packages installed, export and data to make"),
        Figure("start_warm_s", at(warm, 0.5), "s", 6, f"{size}; median of {len(warm)}"),
    ]


def _start(home: Path) -> float:
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("onyx"), "demo"],
        cwd=PROJECT,
        env=os.environ | {"ONYX_HOME": str(home), "ONYX_PORT": str(port), "DATABASE_URL": "", "DATABASE_APP_URL": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        return _until_usable(process, f"http://localhost:{port}") - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _until_usable(process: subprocess.Popen[bytes], url: str) -> float:
    while process.poll() is None:
        try:
            if all(httpx.get(url + path, timeout=5).status_code == 200 for path in ("/readyz", "/sign-in")):
                return time.perf_counter()
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("onyx demo ended before it was usable")
