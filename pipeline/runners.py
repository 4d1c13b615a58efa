"""Which runner runs, and how its workers are started."""

import argparse
import contextlib
from collections.abc import Sequence
from functools import cache

import grpc
from apache_beam.options.pipeline_options import (
    PipelineOptions,
    PortableOptions,
    StandardOptions,
    _BeamArgumentParser,
)
from apache_beam.portability.api import beam_job_api_pb2, beam_job_api_pb2_grpc
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.runners.runner import PipelineRunner, create_runner
from apache_beam.transforms.environments import SubprocessSDKEnvironment

LOCAL_RUNNER = "FnApiRunner"

# A job server that listens answers at once; one that is still starting has so long.
JOB_SERVER_TIMEOUT_SECS = 20

# Beam's 300 s, said to be for requests, also end the news of a job that Prism carries, and with it the job.
# Whether a job server answers at all is asked before (``unknown_options``).
JOB_TIMEOUT_SECS = 10 * 365 * 24 * 3600


def parse_options(beam_args: Sequence[str], workers: int = 1) -> PipelineOptions:
    """Beam's options for a round or a stream, however long it takes."""
    options = PipelineOptions(list(beam_args), direct_num_workers=workers)
    portable = options.view_as(PortableOptions)
    if portable.job_server_timeout == PipelineOptions().view_as(PortableOptions).job_server_timeout:
        portable.job_server_timeout = JOB_TIMEOUT_SECS
    return options


def unknown_options(beam_args: Sequence[str]) -> list[str]:
    """The arguments that no options of Beam take, nor those of the job server that is named.

    Raises:
      ConnectionError: the job server does not answer.
    """
    # Beam keeps its parser to itself; it offers no other way to learn what it would ignore.
    parser = _BeamArgumentParser(allow_abbrev=False)
    for options in PipelineOptions.__subclasses__():
        options._add_argparse_args(parser)
    for name, is_flag in job_server_options(beam_args).items():
        with contextlib.suppress(argparse.ArgumentError):  # Beam has it too
            parser.add_argument(f"--{name}", action="store_true" if is_flag else "store")
    unknown: list[str] = parser.parse_known_args(list(beam_args))[1]
    return unknown


def job_server_options(beam_args: Sequence[str]) -> dict[str, bool]:
    """The options that the job server of ``--job_endpoint`` takes, and whether each is a flag; none without one.

    Raises:
      ConnectionError: it does not answer.
    """
    endpoint = PipelineOptions(list(beam_args)).view_as(PortableOptions).job_endpoint
    return _options_at(endpoint) if endpoint and endpoint != "embed" else {}


@cache
def _options_at(endpoint: str) -> dict[str, bool]:
    with grpc.insecure_channel(endpoint) as channel:
        jobs = beam_job_api_pb2_grpc.JobServiceStub(channel)
        request = beam_job_api_pb2.DescribePipelineOptionsRequest()
        try:
            answer = jobs.DescribePipelineOptions(request, timeout=JOB_SERVER_TIMEOUT_SECS)
        except grpc.RpcError as error:
            raise ConnectionError(f"no job server answers at {endpoint}") from error
    return {option.name: option.type == beam_job_api_pb2.PipelineOptionType.BOOLEAN for option in answer.options}


def runner_name(options: PipelineOptions) -> str:
    """The runner asked for; without one, Beam's bounded local runner.

    It is named instead of ``DirectRunner``, which would first try to download Prism.
    """
    return options.view_as(StandardOptions).runner or LOCAL_RUNNER


def make_runner(options: PipelineOptions, worker_command: str | None = None) -> PipelineRunner:
    """The runner of a round; with ``worker_command`` its local workers are processes of their own."""
    name = runner_name(options)
    if name != LOCAL_RUNNER:
        return create_runner(name)
    if worker_command is None:
        return FnApiRunner()
    return FnApiRunner(default_environment=SubprocessSDKEnvironment.from_command_string(worker_command))
