"""A process begins a film, is killed while it waits, and another process takes the film up."""

import os
import signal
import subprocess
import sys

from langchain_aimlapi.emulator import Emulator

BEGIN = """
from langchain_aimlapi import AIMLAPIVideoGenerator
job = AIMLAPIVideoGenerator(model="google/veo-3.1-t2v").submit("A paper boat in the rain")
print(job.id, flush=True)
job.wait(interval=0.05, on_progress=lambda job: print(job.status, flush=True))
print("finished", flush=True)
"""
RESUME = """
import sys
from langchain_aimlapi import job_from_id
job = job_from_id("google/veo-3.1-t2v", sys.argv[1])
result = job.wait(timeout=20, interval=0.05)
print(job.status, result.video.mime_type, len(result.video.read()), job.download(sys.argv[2]))
"""


def test_a_film_outlives_the_process_that_began_it(tmp_path):
    with Emulator(job_seconds=3600) as server:
        environment = {**os.environ, "AIMLAPI_API_BASE": server.base_url, "AIMLAPI_API_KEY": "k"}
        with subprocess.Popen(
            [sys.executable, "-c", BEGIN], env=environment, stdout=subprocess.PIPE, text=True
        ) as first:
            job_id = first.stdout.readline().strip()
            assert first.stdout.readline().strip() == "queued"
            first.send_signal(signal.SIGKILL)
            assert "finished" not in first.stdout.read()
        assert first.returncode == -signal.SIGKILL
        server.finish_jobs()
        second = subprocess.run(
            [sys.executable, "-c", RESUME, job_id, str(tmp_path / "boat.mp4")],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        status, kind, size, path = second.stdout.split()
        assert (status, kind) == ("completed", "video/mp4")
        assert (tmp_path / "boat.mp4").stat().st_size == int(size)
        assert path == str(tmp_path / "boat.mp4")
        submissions = [request for request in server.requests if request.method == "POST"]
        assert len(submissions) == 1
