"""Tests of the readers, one module for each of theirs."""
