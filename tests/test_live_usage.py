"""Live sources that cannot be used as given: exit code 2 and a message that names them."""

from pathlib import Path

import pytest

from pipeline.cli import main


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "http://a.example/", "--contact", "no good"], "contact 'no good' must be a URL"),
        (["run", "missing.opml"], "missing.opml: No such file or directory"),
        (["watch", "http://a.example/", "seeds"], "seeds is no live source; read files with writethru run"),
        (["watch", "http://a.example/", "--allow-private", "10.0.0.0/99"], "10.0.0.0/99"),
        (["watch", "http://a.example/", "--every", "5"], "'5' is not a length of time"),
        (["watch", "http://a.example/", "--recheck", "1h,1m"], "does not come after"),
        (["watch", "http://a.example/", "--no-such-option"], "unknown option or argument --no-such-option"),
    ],
)
def test_wrong_usage_is_told(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = main([*arguments, "--lake", str(tmp_path / "lake")])
    except SystemExit as error:
        code = error.code
    assert code == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "lake").exists()
