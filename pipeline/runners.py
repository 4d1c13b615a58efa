"""Which runner runs, and how its workers are started."""

import shlex
import sys

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.runners.runner import PipelineRunner, create_runner
from apache_beam.transforms.environments import SubprocessSDKEnvironment

LOCAL_RUNNER = "FnApiRunner"


def runner_name(options: PipelineOptions) -> str:
    """The runner asked for; without one, Beam's bounded local runner.

    It is named instead of ``DirectRunner``, which would first try to download Prism.
    """
    return options.view_as(StandardOptions).runner or LOCAL_RUNNER


def make_runner(options: PipelineOptions, workers: int) -> PipelineRunner:
    """The runner of a round; local workers are processes of their own when there are several."""
    name = runner_name(options)
    if name != LOCAL_RUNNER:
        return create_runner(name)
    if workers == 1:
        return FnApiRunner()
    # exec: the worker replaces its shell, so that ending the one ends the other.
    command = f"exec {shlex.quote(sys.executable)} -m pipeline.worker"
    return FnApiRunner(default_environment=SubprocessSDKEnvironment.from_command_string(command))
