"""The business's own settings that are asked and changed by talking: hours, closing days, region."""
