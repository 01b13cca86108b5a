"""Names of the stage's handlers, without importing Reflex into the test process."""

from tests.serving import event_name


def stage(handler: str) -> str:
    return event_name("tests.guard.stage", "StageState", handler)
