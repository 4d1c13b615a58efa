"""Which runner runs, and how its workers are started."""

from collections.abc import Sequence

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions, _BeamArgumentParser
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.runners.runner import PipelineRunner, create_runner
from apache_beam.transforms.environments import SubprocessSDKEnvironment

LOCAL_RUNNER = "FnApiRunner"


def parse_options(beam_args: Sequence[str], workers: int = 1) -> PipelineOptions:
    """Beam's options for a round."""
    return PipelineOptions(list(beam_args), direct_num_workers=workers)


def unknown_options(beam_args: Sequence[str]) -> list[str]:
    """The arguments that no options of Beam take."""
    # Beam keeps its parser to itself; it offers no other way to learn what it would ignore.
    parser = _BeamArgumentParser(allow_abbrev=False)
    for options in PipelineOptions.__subclasses__():
        options._add_argparse_args(parser)
    unknown: list[str] = parser.parse_known_args(list(beam_args))[1]
    return unknown


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
