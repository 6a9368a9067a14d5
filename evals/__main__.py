"""`python -m evals`: how well the desk does its work, measured."""

from entrypoints.cli.main import run
from evals.commands.cases import evaluate

if __name__ == "__main__":
    run(evaluate)
