"""`python -m nongrata` is the command line too."""

from nongrata.cli import main

main()
