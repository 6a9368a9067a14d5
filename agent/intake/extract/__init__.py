"""Extraction by rules: who writes, how to reach them, where the job is, what it is, and when it is wished."""

from agent.intake.extract.fields import ExtractedField, ExtractedPhone, Extraction, Surroundings
from agent.intake.extract.person import extract

__all__ = ["ExtractedField", "ExtractedPhone", "Extraction", "Surroundings", "extract"]
