"""What a cold `nongrata check` may not load."""

import subprocess
import sys

from listed import person, put_in_use

HEAVY = {"pyarrow", "httpx", "lxml", "babel", "jinja2", "rich", "python_calamine", "stamina"}


def test_a_cold_check_loads_nothing_that_it_does_not_need(tmp_path):
    """This, not a stopwatch, keeps the answer under half a second."""
    put_in_use(tmp_path, person(1, "KOROBOV, Igor", born="1956"))
    script = (
        "import sys\nfrom nongrata.cli import main\n"
        "try:\n    main(['check', 'Igor Korobov', '--born', '1956', '--home', sys.argv[1]])\n"
        "except SystemExit:\n    pass\nprint('LOADED', *{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "numpy" in loaded
    assert not HEAVY & loaded
