"""Run the command line as ``python -m kcstats``."""

from kcstats.cli import main

if __name__ == "__main__":
    main()
