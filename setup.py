"""writethru: a versioned ledger of breaking news."""

from pathlib import Path

from setuptools import find_packages, setup

setup(
    name="writethru",
    version="0.1.0",
    description="A versioned ledger of breaking news: articles, copies, edits and stories as Parquet",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.10",
    packages=find_packages(include=["pipeline", "pipeline.*", "transforms", "transforms.*"]),
    package_data={
        "pipeline": ["py.typed"],
        "pipeline.report": ["page/*"],
        "transforms": ["py.typed"],
        "transforms.likeness": ["*.json"],
    },
    entry_points={"console_scripts": ["writethru = pipeline.__main__:start"]},
    install_requires=[
        "aiohttp>=3.11",  # asks many hosts at once; its resolver can be replaced by a guarded one
        "apache-beam>=2.77",  # the pipeline: the same transforms as a batch and as a stream
        "brotli>=1.1",  # decompresses what servers send, within limits
        "charset-normalizer>=3.3",  # the encoding of a text that declares none
        "deltalake>=1.6",  # the lake's log: atomic commits, time travel
        "duckdb>=1.4",  # reads the lake for the commands; SQL over it
        "feedparser>=6.0.11",  # RSS, RDF and Atom as they are found in the wild
        "htmldate>=1.9",  # the date of a page that states none in its markup
        "jinja2>=3.1",  # the report's page, with text from the web escaped
        "lxml>=5.3",  # pages as trees, feed fragments as text
        "lxml_html_clean>=0.4",  # trafilatura needs it; older pips do not see it through lxml's extra
        "markupsafe>=2.1",  # jinja2's own: marks what is escaped already
        "multidict>=6.1",  # aiohttp's headers, by their type
        "numpy>=1.26",  # fingerprints and postings as arrays
        "protego>=0.4",  # robots.txt as RFC 9309 has it
        "py3langid>=0.3",  # the language of a text
        "pyarrow>=18",  # the Parquet files
        "rich>=13.7",  # progress and tables in a terminal
        "trafilatura>=2.0",  # the article in a page
        "typing_extensions>=4.10",  # Self before Python 3.11
        "yarl>=1.17",  # web addresses as aiohttp sends them
        "zstandard>=0.23",  # decompresses what servers send, within limits
    ],
    extras_require={
        "test": [
            "axe-playwright-python>=0.1.4",  # axe-core, the accessibility rules that the page is held to
            "cryptography>=43",  # certificates for a local web that speaks TLS
            "flask>=3.0",  # moto's server is made of it
            "flask-cors>=5.0",  # and of this; moto's own extra for both also brings 200 MB that S3 does not need
            "hypothesis>=6.100",  # property tests
            "moto[s3]>=5.1",  # an S3 server on loopback that refuses a conditional put
            "pandas>=2.2",  # a reader whose view of the lake is tested
            "playwright>=1.48",  # drives a Chromium that is there already; brings none
            "polars>=1.20",  # another
            "psutil>=5.9",  # peak memory in tests/bench; leftover processes in crash tests
            "pytest>=8.0",  # runs the tests
            "pytest-xdist>=3.6",  # on all cores
            "setuptools>=70.1",  # builds the wheel that the packaging test looks into
        ],
        "train": [
            "scikit-learn>=1.4",  # grows the trees of tests/bench/link_training; what they decide needs only numpy
        ],
        "dev": [
            "mypy>=1.13",  # types, strict
            "ruff>=0.8",  # lint and format
        ],
    },
    classifiers=[
        "License :: OSI Approved :: Apache Software License",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
    ],
)
