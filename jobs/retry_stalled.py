"""Jobs whose worker died in the middle (`kill -9`, power cut) are given back to the queue.

A job is one transaction, so what was cut off did not happen. A job that takes its worker down again and again is given
up after some attempts and stays in the queue as failed.
"""

from typing import Any

import structlog
from procrastinate.jobs import Job, Status

DEAD_AFTER_SECONDS = 15.0
_MOST_ATTEMPTS = 10
log = structlog.get_logger(__name__)


async def retry_stalled(context: Any) -> None:
    """`context` is Procrastinate's: it knows the queue this job came from."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        await _give_back(manager, job)


async def _give_back(manager: Any, job: Job) -> None:
    if job.attempts >= _MOST_ATTEMPTS:
        log.error("job.given_up", job=job.task_name, id=job.id, attempts=job.attempts)
        await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        return
    log.warning("job.stalled", job=job.task_name, id=job.id, attempts=job.attempts)
    await manager.retry_job(job)
