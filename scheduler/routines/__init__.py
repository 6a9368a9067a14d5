"""The routines by the clock, one file each; what procedures schedule comes on top (`scheduler/reports.py`)."""
